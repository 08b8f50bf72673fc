"""Which tables hold rows of a case, asked for all of them at once: most hold none of most cases."""

from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Table, Uuid, bindparam, inspect, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import asked_once
from backend.database.columns import RowOfACase
from backend.database.lines import Shown, read

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
OfCase = Callable[Concatenate[AsyncSession, UUID, Asked], Awaitable[Answer]]

#: Grants differ from door to door, and a door that may not read one table would get none of them.
_READABLE = """
SELECT name FROM unnest(%s::text[]) AS name WHERE has_column_privilege(name, 'case_id', 'SELECT')
"""
_tables: dict[str, Table] = {}
_questions: WeakKeyDictionary[Engine | Connection, Shown] = WeakKeyDictionary()


def of_case(
    model: type[RowOfACase], *, empty: Any = None
) -> Callable[[OfCase[Asked, Answer]], OfCase[Asked, Answer]]:
    """For queries of rows that few cases have: where there are none, ``empty`` is the answer."""
    table = inspect(model).local_table
    _tables[table.name] = table

    def of_rows(query: OfCase[Asked, Answer]) -> OfCase[Asked, Answer]:
        @wraps(query)
        async def asked(
            session: AsyncSession, case_id: UUID, /, *args: Asked.args, **named: Asked.kwargs
        ) -> Answer:
            held = await _held(session, case_id)
            if held.get(table.name, True):
                return await query(session, case_id, *args, **named)
            nothing: Answer = copy(empty)
            return nothing

        return asked

    return of_rows


@asked_once
async def _held(session: AsyncSession, case_id: UUID) -> Mapping[str, bool]:
    """Table → whether it has a row of the case that this door may see."""
    await session.flush()
    (held,) = await read(session, await _question(session), case_id=case_id)
    found: Mapping[str, bool] = held._asdict()
    return found


async def _question(session: AsyncSession) -> Shown:
    engine = session.get_bind()
    if engine not in _questions:
        connection = await session.connection()
        readable = await connection.exec_driver_sql(_READABLE, (list(_tables),))
        case_id = bindparam("case_id", type_=Uuid)
        _questions[engine] = select(
            *(
                select(table.c.case_id).where(table.c.case_id == case_id).exists().label(name)
                for name in readable.scalars()
                for table in (_tables[name],)
            )
        )
    return _questions[engine]
