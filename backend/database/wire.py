"""Statements that stand in a module, given to the driver as they are.

Their text is made once and kept. What SQLAlchemy does around each (a greenlet, a context, a cursor,
a result) takes four times as long as the driver. Errors are the driver's own. Several that do not
wait for each other's answers go in one journey.
"""

from collections import namedtuple
from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.pipelines import Cursors, Rows, Sent, send_at_once

#: Under these a session keeps its wire, whether parts of a page ask by it in turn, and what waits
#: for it, and a connection its cursors.
WIRE = "wire"
IN_TURN = "in turn"
_WAITING = "waiting"
_CURSORS = "cursors"
#: Statements that stand in modules; each is kept as text.
MOST = 2_000
#: What PostgreSQL calls numbers with a fraction; no other type asks how a column came.
_NUMERIC = 1700

Convert = Callable[[Any], Any]


class Wire(NamedTuple):
    """The way to the database of one transaction."""

    connection: Connection
    cursors: Cursors

    def tell_listeners(self, sent: Sent) -> None:
        """Those who listen to the connection, as SQLAlchemy tells them of its own."""
        self.connection.dispatch.before_cursor_execute(
            self.connection, self.cursors.some(1)[0], sent.text, sent.values, None, False  # noqa: FBT003  its place is given
        )  # fmt: skip

    async def carry(self, all_sent: Sequence[Sent]) -> list[Rows]:
        """In one journey, in their order; the rows of each."""
        if len(all_sent) > 1 or self.cursors.begin():
            return await send_at_once(self.cursors, all_sent)
        (sent,), (cursor,) = all_sent, self.cursors.some(1)
        await cursor.execute(sent.text, sent.values)
        return [await cursor.fetchall() if sent.answers else []]


@dataclass(frozen=True, eq=False)
class Journey:
    """Awaited by a part of a page: whoever runs it sends these with those of the other parts."""

    all_sent: Sequence[Sent]

    def __await__(self) -> Generator["Journey", list[Rows], list[Rows]]:
        return (yield self)


def wire_of(connection: Connection) -> Wire:
    if _CURSORS not in connection.info:
        driver: Any = connection.connection.driver_connection
        connection.info[_CURSORS] = Cursors(driver)
    return Wire(connection, connection.info[_CURSORS])


async def wire(session: AsyncSession) -> Wire:
    """That of the transaction, which begins by it where it has not begun; so does a savepoint."""
    if WIRE not in session.info:
        connection = (await session.connection()).sync_connection
        assert connection is not None  # noqa: S101  a session's own is there
        session.info[WIRE] = wire_of(connection)
    found: Wire = session.info[WIRE]
    return found


@dataclass(frozen=True)
class Planned:
    """A statement as text. ``given``: values that stand in it; ``made``: those of each row anew.

    ``written``, ``shown``: what types do to values, by name, and to columns, by place.
    """

    text: str
    given: Mapping[str, Any]
    made: Mapping[str, Convert]
    written: Mapping[str, Convert]
    row: type[Any] | None
    shown: tuple[tuple[int, Convert], ...]

    def values(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        values = {**self.given, **asked}
        for name, make in self.made.items():
            values[name] = make(None)
        for name, write in self.written.items():
            values[name] = write(values[name])
        return values

    def sent(self, asked: Mapping[str, Any]) -> Sent:
        return Sent(self.text, self.values(asked), answers=self.row is not None)

    def line(self, found: tuple[Any, ...]) -> Any:
        assert self.row is not None  # noqa: S101  only statements that answer have lines
        if not self.shown:
            return self.row(*found)
        values = list(found)
        for place, show in self.shown:
            values[place] = show(values[place])
        return self.row(*values)


@lru_cache(maxsize=MOST)
def planned(
    statement: ClauseElement, dialect: Dialect, columns: tuple[str, ...] | None = None
) -> Planned:
    """``columns``: those that a new row names."""
    made: Any = statement.compile(dialect=dialect, column_keys=columns and list(columns))
    if any(bind.expanding for bind in made.binds.values()):
        raise TypeError("the text is made once: ask for any of an array")
    writers = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in made.binds.items()
    }
    answer = list(getattr(statement, "exported_columns", ()))
    showers = [
        column.type.dialect_impl(dialect).result_processor(dialect, _NUMERIC) for column in answer
    ]
    defaults = {column.key: column.default for column in made.insert_prefetch}
    return Planned(
        str(made),
        {name: bind.effective_value for name, bind in made.binds.items() if not bind.required}
        | {name: default.arg for name, default in defaults.items() if default.is_scalar},
        {name: default.arg for name, default in defaults.items() if default.is_callable},
        {name: write for name, write in writers.items() if write},
        namedtuple("Row", [c.key for c in answer], rename=True) if answer else None,  # noqa: PYI024  names known here only
        tuple((place, show) for place, show in enumerate(showers) if show),
    )


async def carry(session: AsyncSession, all_sent: Sequence[Sent]) -> list[Rows]:
    """At once; of a part of a page that asks beside others, when those have asked too."""
    way = await wire(session)
    for sent in all_sent:
        way.tell_listeners(sent)
    return await deliver(session, all_sent)


async def deliver(session: AsyncSession, all_sent: Sequence[Sent]) -> list[Rows]:
    if session.info.get(IN_TURN):
        return await Journey(all_sent)
    return await (await wire(session)).carry(all_sent)


async def send(
    session: AsyncSession,
    statement: ClauseElement,
    values: Mapping[str, Any],
    columns: tuple[str, ...] | None = None,
) -> list[Any]:
    """What it answers: rows whose values have the names of its columns."""
    plan = await _plan(session, statement, columns)
    (rows,) = await carry(session, [plan.sent(values)])
    return [plan.line(row) for row in rows]


async def _plan(
    session: AsyncSession, statement: ClauseElement, columns: tuple[str, ...] | None
) -> Planned:
    return planned(statement, (await wire(session)).connection.dialect, columns)


async def send_later(
    session: AsyncSession,
    statement: ClauseElement,
    values: Mapping[str, Any],
    columns: tuple[str, ...] | None = None,
) -> None:
    """At the end of the block ``together``; at once where there is none."""
    if _WAITING in session.info:
        plan = await _plan(session, statement, columns)
        session.info[_WAITING].append(plan.sent(values))
    else:
        await send(session, statement, values, columns)


@asynccontextmanager
async def together(session: AsyncSession) -> AsyncIterator[None]:
    """What is sent later in the block goes at its end, in its order, without waiting for each.

    Until then nobody sees it, nor does this session. A block within another ends with that one.
    """
    if _WAITING in session.info:
        yield
        return
    waiting: list[Sent] = []
    session.info[_WAITING] = waiting
    try:
        yield
    finally:
        del session.info[_WAITING]
    if waiting:
        await carry(session, waiting)
