"""Which tables hold rows of a case, asked for all of them at once: most hold none of most cases."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from copy import copy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    String,
    Table,
    inspect,
    literal_column,
    select,
    union_all,
)
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import AskedOfEach
from backend.database.columns import RowOfACase
from backend.database.lines import Shown, is_one_of, read

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
#: Table and case of each row.
Question = CompoundSelect[*tuple[Any, ...]]
OfCase = Callable[Concatenate[AsyncSession, UUID, Asked], Coroutine[Any, Any, Answer]]

#: Grants differ from door to door, and a door that may not read one table would get none of them.
_READABLE = """
SELECT name FROM unnest(%s::text[]) AS name WHERE has_column_privilege(name, 'case_id', 'SELECT')
"""
_tables: dict[str, Table] = {}
_questions: WeakKeyDictionary[Engine | Connection, tuple[list[str], Question]] = WeakKeyDictionary()


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
            held = await tables_held(session, case_id)
            if held.get(table.name, True):
                return await query(session, case_id, *args, **named)
            nothing: Answer = copy(empty)
            return nothing

        return asked

    return of_rows


@AskedOfEach
async def tables_held(
    session: AsyncSession, case_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, bool]]:
    """Table → whether it has a row of the case that this door may see."""
    await session.flush()
    names, question = await _question(session)
    held = {case_id: dict.fromkeys(names, False) for case_id in case_ids}
    for name, case_id in await read(session, question, case_ids=list(case_ids)):
        held[case_id][name] = True
    return held


async def _question(session: AsyncSession) -> tuple[list[str], Question]:
    """The tables that this door may read, and which of them has rows of these cases."""
    engine = session.get_bind()
    if engine not in _questions:
        connection = await session.connection()
        readable = await connection.exec_driver_sql(_READABLE, (list(_tables),))
        names: list[str] = list(readable.scalars())
        _questions[engine] = names, union_all(*(_rows_in(_tables[name]) for name in names))
    return _questions[engine]


def _rows_in(table: Table) -> Shown:
    names = literal_column(f"'{table.name}'", String).label("name"), table.c.case_id
    return select(*names).where(is_one_of(table.c.case_id, "case_ids"))
