"""Sessions: each door is a login role, and each transaction is told on whose behalf it acts.

What is told is set transaction-locally (``SET LOCAL suara.…``), so that nothing stays on a pooled
connection. The row policies read it by the function ``told()``; unset means no rows.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import sqlmodel
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.addresses import address_of_door
from backend.database.asked import KEPT, forget_when_written
from backend.database.away import renew_when_closed
from backend.database.pipelines import Sent
from backend.database.wire import WIRE, carry, wire_of
from backend.settings import Settings

TOLD = ("receipt", "retry", "case_id", "organisation", "draft", "follow")


class DoorSession(sqlmodel.Session):
    """The synchronous half of a Door; SQLAlchemy's own would lose ``exec``."""


class Door(AsyncSession):
    sync_session_class = DoorSession


#: As ``SET LOCAL``, for all facts at once, and planned once.
TELL = "SELECT " + ", ".join(f"set_config('suara.{name}', %s, true)" for name in TOLD)


def set_local(facts: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """A statement and its values, for all facts; what was not told is empty."""
    unknown = facts.keys() - set(TOLD)
    if unknown:
        raise ValueError(f"no policy reads {sorted(unknown)}")
    return TELL, tuple(facts.get(name, "") for name in TOLD)


@event.listens_for(DoorSession, "after_begin")
def tell(session: DoorSession, _transaction: Any, connection: Any) -> None:
    """At the begin of a transaction nothing is told, and no policy shows a row."""
    told, way = session.info.get("told", {}), wire_of(connection)
    if session.info.get("heard", {}) != told:
        first = Sent(*set_local(told))
        way.tell_listeners(first)
        connection.connection.run_async(lambda _: way.carry([first]))
    session.info["heard"] = dict(told)
    connection.info[KEPT] = session.info.setdefault(KEPT, {})


@event.listens_for(DoorSession, "after_transaction_create")
def begin_anew(session: DoorSession, _transaction: SessionTransaction) -> None:
    """A savepoint is set when its session asks for the connection, and not before."""
    session.info.pop(WIRE, None)


@event.listens_for(DoorSession, "after_soft_rollback")
def forget(session: DoorSession, _transaction: Any) -> None:
    """What was told since the savepoint went with it."""
    session.info["heard"] = None


@event.listens_for(DoorSession, "after_transaction_end")
def forget_answers(session: DoorSession, ended: SessionTransaction) -> None:
    """They hold what was unsealed; and a savepoint may have been undone."""
    session.info.get(KEPT, {}).clear()
    if ended.parent is None:
        session.info.pop("heard", None)
        session.info.pop(WIRE, None)


async def enter(session: AsyncSession, **facts: object) -> None:
    """Tell the running transaction, and those after it in this session, whom it acts for.

    Values are uuids, or hexadecimal of hashes given as ``bytes``.
    """
    told = session.info.setdefault("told", {})
    told.update({k: v.hex() if isinstance(v, bytes) else str(v) for k, v in facts.items()})
    if "heard" in session.info and session.info["heard"] != told:  # else the begin will tell it
        await carry(session, [Sent(*set_local(told))])
        session.info["heard"] = dict(told)


def engine_for(url: str, *, connections: int = 10) -> AsyncEngine:
    """A pool for one door. Parameters never reach a log or an error.

    The connection that was used last is used next: its process of the server is warm.
    """
    engine = create_async_engine(
        url, hide_parameters=True, pool_size=connections, max_overflow=0, pool_use_lifo=True
    )
    renew_when_closed(engine)
    forget_when_written(engine)
    return engine


def at_one_moment(engine: AsyncEngine) -> AsyncEngine:
    """For transactions that read everything as it was when they read first."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


@asynccontextmanager
async def worker_engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """For a command of the operator: one connection as the worker, closed at the end."""
    engine = engine_for(address_of_door(settings, "worker"), connections=1)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def transaction(engine: AsyncEngine, **facts: object) -> AsyncIterator[Door]:
    """The only place that commits: everything inside happens, or nothing does."""
    async with Door(engine, expire_on_commit=False) as session, session.begin():
        if facts:
            await enter(session, **facts)
        yield session
