"""Rows read without the object layer, by statements that stand in a module and are planned once."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Select, SelectBase, select
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.wire import send

Line = TypeVar("Line")
#: Its values have the names of the columns.
AnyRow = Any
Shown = Select[*tuple[Any, ...]]


def shown(model: type[SQLModel], *names: str) -> Shown:
    """These columns; what is asked of them stands in the statement as ``bindparam``."""
    return select(*(col(getattr(model, name)) for name in names))


def shown_as(line: type[Any], model: type[SQLModel]) -> Shown:
    """The columns that the fields of a dataclass are named after."""
    return shown(model, *(field.name for field in fields(line)))


async def read(
    session: AsyncSession, statement: SelectBase, /, **asked: object
) -> Sequence[AnyRow]:
    return await send(session, statement, asked)


async def read_one(session: AsyncSession, statement: Shown, /, **asked: object) -> AnyRow | None:
    found = await send(session, statement, asked)
    return found[0] if found else None


async def lines(
    session: AsyncSession, line: type[Line], statement: Shown, /, **asked: object
) -> list[Line]:
    """For statements whose columns are the dataclass's fields, in their order."""
    return [line(*row) for row in await send(session, statement, asked)]
