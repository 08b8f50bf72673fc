"""Rows without the object layer: statements that are planned once and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Insert, Select, insert, inspect, select
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

Line = TypeVar("Line")


def shown_as(line: type[Any], model: type[SQLModel]) -> Select[*tuple[Any, ...]]:
    """The columns that the fields of a dataclass are named after."""
    return select(*(col(getattr(model, field.name)) for field in fields(line)))


async def lines(
    session: AsyncSession, line: type[Line], shown: Select[*tuple[Any, ...]], /, **asked: object
) -> list[Line]:
    """What ``shown_as`` selects; what is asked stands there as ``bindparam``."""
    rows = await (await session.connection()).execute(shown, asked)
    return [line(*row) for row in rows]


def _into(model: type[SQLModel]) -> Insert:
    return insert(inspect(model).local_table)


async def add(session: AsyncSession, model: type[SQLModel], /, **row: Any) -> None:
    await (await session.connection()).execute(_into(model), row)


async def add_all(
    session: AsyncSession, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> None:
    """All of them, or none where there are none; each has the same columns."""
    if rows:
        await (await session.connection()).execute(_into(model), [dict(row) for row in rows])
