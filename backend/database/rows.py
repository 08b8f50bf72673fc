"""New rows, without the object layer: their statements are planned once and kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, insert, inspect
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


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
