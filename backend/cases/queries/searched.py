"""Cases that hold the tokens of a search, in the order of the queue."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, BigInteger, cast, func, union
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Case
from backend.cases.queries.queue import (
    MOST_COUNTED,
    PAGE,
    CaseFilter,
    CaseLine,
    case_lines,
    count_cases,
    listed,
)

#: Tokens that more cases hold are held against each case, as the queue is walked.
MOST_LISTED = 2000
#: Tokens of which a case must hold every one; a case is found by any such set.
Ways = tuple[tuple[int, ...], ...]
After = tuple[datetime | None, UUID] | None


@dataclass(frozen=True)
class Searched:
    """``more``: there are more than ``total``."""

    lines: list[CaseLine]
    total: int
    more: bool


async def searched_cases(
    session: AsyncSession, wanted: CaseFilter, ways: Ways, after: After
) -> Searched:
    """One line more than a page holds, as ``case_lines``; one look at the database for most."""
    found = _holding(ways)
    query = listed(wanted, after, func.count().over(), _how_many(found))
    rows = await _rows(session, query.join(found, found.c.id == col(Case.id)))
    held = rows[0][-1] if rows else (await _rows(session, columns(_how_many(found))))[0][0]
    if held > MOST_LISTED:
        return await _walked(session, replace(wanted, holding=ways), after)
    total = rows[0][-2] if rows else 0
    if after:
        ids = await _rows(session, columns(found.c.id))
        total = await count_cases(session, replace(wanted, ids=tuple(row[0] for row in ids)))
    lines = [CaseLine(*row[:-2]) for row in rows]
    return Searched(lines, min(total, MOST_COUNTED), total > MOST_COUNTED)


async def _walked(session: AsyncSession, wanted: CaseFilter, after: After) -> Searched:
    """Holding each case against the words takes time: no more is counted than is shown."""
    lines = await case_lines(session, wanted, after)
    if wanted.narrows() or len(lines) <= PAGE:
        return Searched(lines, min(len(lines), PAGE), len(lines) > PAGE)
    return Searched(lines, MOST_COUNTED, more=True)


def _holding(ways: Ways) -> CTE:
    each = [
        columns(func.cases_with(cast(list(way), ARRAY(BigInteger)), MOST_LISTED + 1).label("id"))
        for way in ways
    ]
    return (union(*each) if len(each) > 1 else each[0]).cte("found")


def _how_many(found: CTE) -> Any:
    return columns(func.count()).select_from(found).scalar_subquery()


async def _rows(session: AsyncSession, query: Any) -> list[Any]:
    return list((await (await session.connection()).execute(query)).all())
