"""Rows read without the object layer, by statements that stand in a module and are planned once."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    SelectBase,
    SQLColumnExpression,
    Uuid,
    any_,
    bindparam,
    cast,
    select,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.columns import RowOfACase
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


def of_case_in(model: type[RowOfACase], *order: str) -> Shown:
    """All columns of the rows of the case that is asked for as ``case_id``, in this order."""
    of_case = shown(model, *model.model_fields).where(col(model.case_id) == bindparam("case_id"))
    return of_case.order_by(*(col(getattr(model, name)) for name in order))


def is_one_of(
    column: SQLColumnExpression[Any], name: str, kind: type[TypeEngine[Any]] = Uuid
) -> ColumnElement[bool]:
    """That it is one of the values that are asked for by this name, of which there may be one.

    The array stands in a query of its own, so that the server cannot see what is in it: it would
    make a plan for each, which takes longer than to carry out one that is kept.
    """
    values = ARRAY(kind)
    given = select(bindparam(name, type_=values)).scalar_subquery()
    return column == any_(cast(given, values))


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
