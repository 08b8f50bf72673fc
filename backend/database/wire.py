"""Statements that stand in a module, given to the driver as they are.

Their text is made once and kept. What SQLAlchemy does around each (a greenlet, a context, a cursor,
a result) takes four times as long as the driver. Errors are the driver's own.
"""

from collections import namedtuple
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import AsyncCursor, AsyncPipeline
from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.ext.asyncio import AsyncSession

#: Under these a session keeps its wire and what waits for it, and a connection its cursor.
WIRE = "wire"
_WAITING = "waiting"
_CURSOR = "cursor"
#: Statements that stand in modules; each is kept as text.
MOST = 2_000
#: What PostgreSQL calls numbers with a fraction; no other type asks how a column came.
_NUMERIC = 1700

Convert = Callable[[Any], Any]
Waiting = tuple[ClauseElement, Mapping[str, Any], tuple[str, ...] | None]


class Wire(NamedTuple):
    """The way to the database of one transaction."""

    connection: Connection
    cursor: AsyncCursor[Any]

    async def execute(self, text: str, values: Mapping[str, Any] | tuple[Any, ...]) -> None:
        """Told to those who listen to the connection, as SQLAlchemy tells them of its own."""
        self.connection.dispatch.before_cursor_execute(
            self.connection, self.cursor, text, values, None, False  # noqa: FBT003  its place is given
        )  # fmt: skip
        await self.cursor.execute(text, values)


def wire_of(connection: Connection) -> Wire:
    """A cursor is kept as long as its connection: to make one takes as long as to use it."""
    if _CURSOR not in connection.info:
        driver: Any = connection.connection.driver_connection
        connection.info[_CURSOR] = driver.cursor()
    return Wire(connection, connection.info[_CURSOR])


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


async def send(
    session: AsyncSession,
    statement: ClauseElement,
    values: Mapping[str, Any],
    columns: tuple[str, ...] | None = None,
) -> list[Any]:
    """What it answers: rows whose values have the names of its columns."""
    way = await wire(session)
    plan = planned(statement, way.connection.dialect, columns)
    await way.execute(plan.text, plan.values(values))
    return [plan.line(row) for row in await way.cursor.fetchall()] if plan.row else []


async def send_later(
    session: AsyncSession,
    statement: ClauseElement,
    values: Mapping[str, Any],
    columns: tuple[str, ...] | None = None,
) -> None:
    """At the end of the block ``together``; at once where there is none."""
    if _WAITING in session.info:
        session.info[_WAITING].append((statement, values, columns))
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
    waiting: list[Waiting] = []
    session.info[_WAITING] = waiting
    try:
        yield
    finally:
        del session.info[_WAITING]
    if waiting:
        await _send_all(session, waiting)


async def _send_all(session: AsyncSession, waiting: list[Waiting]) -> None:
    way = await wire(session)
    plans = [(planned(each, way.connection.dialect, c), values) for each, values, c in waiting]
    driver = way.cursor.connection
    # A cursor of its own: of a pipeline that failed it still expects answers.
    async with driver.pipeline() as pipeline, driver.cursor() as cursor:
        own = Wire(way.connection, cursor)
        with _at_once(pipeline):
            for plan, values in plans:
                await own.execute(plan.text, plan.values(values))


@contextmanager
def _at_once(pipeline: AsyncPipeline) -> Iterator[None]:
    """What is executed meanwhile is sent at the end: a pipeline would turn to the network for each.

    Would psycopg name its own step otherwise, each were sent by itself again.
    """
    pipeline._communicate_gen = _nothing  # type: ignore[method-assign]  # noqa: SLF001  see above
    try:
        yield
    finally:
        del pipeline._communicate_gen  # noqa: SLF001  its own shows again
    while pipeline.command_queue:
        pipeline.command_queue.popleft()()


def _nothing() -> Generator[Any, Any, None]:
    yield from ()
