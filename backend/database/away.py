"""Whether the database is away or has no room, told from an error of it or a closed connection."""

import select
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine

#: Connection lost, resources short (a full disk), stopped by its operator, trouble of its system.
_CLASSES = {"08", "53", "57", "58"}

#: Seconds (milliseconds where libpq wants them) without a sign of life until a server that closed
#: nothing is taken for gone: its machine lost its power, or another stands in its place.
PATIENCE = {
    "connect_timeout": 5, "tcp_user_timeout": 10_000,
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2,
}  # fmt: skip


def is_away(error: BaseException) -> bool:
    """It keeps and gives nothing for now, and the same may well be done later."""
    origin = getattr(error, "orig", None) or error
    if isinstance(origin, psycopg.OperationalError):
        # Without a code the server was not reached, or it was lost.
        return origin.sqlstate is None or origin.sqlstate[:2] in _CLASSES
    return isinstance(origin, NoConnectionFree)


def patient_address(address: str) -> str:
    """For whoever connects without an engine; what the operator wrote into the address counts."""
    return make_conninfo(address, **(PATIENCE | conninfo_to_dict(address)))


def renew_when_closed(engine: AsyncEngine) -> None:
    """A pool whose server has gone connects anew, and nobody who comes later notices.

    As ``pool_pre_ping``, which asks the server before each transaction: one journey more for each
    page. A server that ends closes its connections, and this side can see that by itself; of one
    that vanished its kernel finds out.
    """

    @event.listens_for(engine.sync_engine, "do_connect")
    def patient(_dialect: Any, _record: Any, _args: Any, said: dict[str, Any]) -> None:
        for name, value in PATIENCE.items():
            said.setdefault(name, value)

    @event.listens_for(engine.sync_engine, "checkout")
    def look(connection: Any, _record: Any, _checked_out: Any) -> None:
        if is_closed(connection.driver_connection):
            raise InvalidatePoolError


def is_closed(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Nothing was asked, so that something to read is a farewell, or the end."""
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
