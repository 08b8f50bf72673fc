"""New rows, without the object layer: their statements are planned once and kept."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


def table_of(model: type[SQLModel]) -> Table:
    table: Table = inspect(model).local_table
    return table


@cache
def _into(model: type[SQLModel]) -> Insert:
    return insert(table_of(model))


@cache
def _into_if_new(model: type[SQLModel]) -> ReturningInsert[*tuple[Any, ...]]:
    return _into(model).on_conflict_do_nothing().returning(*table_of(model).primary_key)


@cache
def _in_place(model: type[SQLModel], stays: str) -> Insert:
    table, into = table_of(model), _into(model)
    changing = (c.name for c in table.c if not c.primary_key and c.name != stays)
    rest = {name: into.excluded[name] for name in changing}
    return into.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)


async def add(session: AsyncSession, model: type[SQLModel], /, **row: Any) -> None:
    await (await session.connection()).execute(_into(model), row)


async def add_all(
    session: AsyncSession, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> None:
    """All of them, or none where there are none; each has the same columns."""
    if rows:
        await (await session.connection()).execute(_into(model), [dict(row) for row in rows])


async def add_if_new(session: AsyncSession, model: type[SQLModel], /, **row: Any) -> bool:
    """Whether it was new. Waits for whoever is about to add one with the same key."""
    added = await (await session.connection()).execute(_into_if_new(model), row)
    return added.first() is not None


async def put(session: AsyncSession, model: type[SQLModel], /, stays: str = "", **row: Any) -> None:
    """A whole row, new or in place of the one with its key; the column ``stays`` of that stays."""
    await (await session.connection()).execute(_in_place(model, stays), row)


@asynccontextmanager
async def together(session: AsyncSession) -> AsyncIterator[None]:
    """Rows added in the block are sent without waiting for each. Nothing can be read in it.

    A fault shows at a row behind it, as SQLAlchemy's error, or at the end, as the driver's.
    """
    raw: Any = (await (await session.connection()).get_raw_connection()).driver_connection
    async with raw.pipeline():
        yield
