"""New rows, without the object layer: their statements are planned once and kept."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, inspect
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.wire import send, send_later, together

#: Rows of one statement.
AT_ONCE = 10


def table_of(model: type[SQLModel]) -> Table:
    table: Table = inspect(model).local_table
    return table


@cache
def _into(model: type[SQLModel]) -> Insert:
    return insert(table_of(model))


@cache
def _many_into(model: type[SQLModel], columns: tuple[str, ...], number: int) -> Insert:
    table = table_of(model)
    rows = [
        {c: bindparam(f"{c}_{n}", type_=table.c[c].type) for c in columns} for n in range(number)
    ]
    return insert(table).values(rows)


@cache
def _into_if_new(model: type[SQLModel]) -> ReturningInsert[*tuple[Any, ...]]:
    into = insert(table_of(model)).on_conflict_do_nothing()
    return into.returning(*table_of(model).primary_key)


@cache
def _in_place(model: type[SQLModel], stays: str) -> Insert:
    table, into = table_of(model), _into(model)
    changing = (c.name for c in table.c if not c.primary_key and c.name != stays)
    rest = {name: into.excluded[name] for name in changing}
    return into.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)


async def add(session: AsyncSession, model: type[SQLModel], /, **row: Any) -> None:
    await send_later(session, _into(model), row, tuple(row))


async def add_all(
    session: AsyncSession, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> None:
    """All of them, or none where there are none; each has the same columns."""
    async with together(session):
        for at in range(0, len(rows), AT_ONCE):
            some = rows[at : at + AT_ONCE]
            values = {f"{name}_{n}": row[name] for n, row in enumerate(some) for name in row}
            await send_later(session, _many_into(model, tuple(some[0]), len(some)), values)


async def add_if_new(session: AsyncSession, model: type[SQLModel], /, **row: Any) -> bool:
    """Whether it was new. Waits for whoever is about to add one with the same key."""
    return bool(await send(session, _into_if_new(model), row, tuple(row)))


async def put(session: AsyncSession, model: type[SQLModel], /, stays: str = "", **row: Any) -> None:
    """A whole row, new or in place of the one with its key; the column ``stays`` of that stays."""
    await send_later(session, _in_place(model, stays), row, tuple(row))
