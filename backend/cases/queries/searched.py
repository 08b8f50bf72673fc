"""Cases that hold the tokens of a search, in the order of the queue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, BigInteger, ColumnElement, Select, cast, func, or_, true, union
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Case
from backend.cases.queries.queue import (
    DUE_NEXT,
    MOST_COUNTED,
    PAGE,
    CaseFilter,
    CaseLine,
    count_cases,
    in_order,
    lines_by_id,
    listed,
)

#: So many cases are looked up one by one and put in order, and counted.
MOST_LISTED = 2000
#: So many are known by id, and the queue is walked until a page of them is found.
MOST_HELD = 20_000
#: What more cases hold is asked for in steps of the queue, each twice as long as the last.
FIRST_STEP, LONGEST_STEP = 1000, 8000
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
    found = _holding(ways, MOST_LISTED)
    query = listed(wanted, after, func.count().over()).where(_how_many(found) <= MOST_LISTED)
    rows = await _rows(session, query.join(found, found.c.id == col(Case.id)))
    if not rows:
        ids = await _among_many(session, wanted, ways, after)
        if ids is not None:
            return await _uncounted(session, wanted, ids)
    total = rows[0][-1] if rows else 0
    if after:
        ids = [row.id for row in await _rows(session, columns(found.c.id))]
        total = await count_cases(session, replace(wanted, ids=tuple(ids)))
    lines = [CaseLine(*row[:-1]) for row in rows]
    return Searched(lines, min(total, MOST_COUNTED), total > MOST_COUNTED)


async def _among_many(
    session: AsyncSession, wanted: CaseFilter, ways: Ways, after: After
) -> list[UUID] | None:
    """In the order of the queue one more than a page shows; None where not so many hold them.

    What nearly every case holds stands at the beginning; what is held by those at the end only, as
    words of farewell are, is not looked for in each case before them if it need not be.
    """
    ids = await _holding_next(session, wanted, ways, after, (FIRST_STEP,))
    if len(ids) > PAGE:
        return ids
    held, ids = await _held_next(session, wanted, ways, after)
    if held > MOST_HELD:
        return await _holding_next(session, wanted, ways, after, _longer_and_longer())
    return ids if held > MOST_LISTED else None


async def _uncounted(session: AsyncSession, wanted: CaseFilter, ids: list[UUID]) -> Searched:
    """No more is counted than is shown: whoever counts has to walk to the end."""
    known = await lines_by_id(session, ids[: PAGE + 1])
    lines = [known[case_id] for case_id in ids if case_id in known]
    if wanted.narrows() or len(lines) <= PAGE:
        return Searched(lines, min(len(lines), PAGE), len(lines) > PAGE)
    return Searched(lines, MOST_COUNTED, more=True)


async def _held_next(
    session: AsyncSession, wanted: CaseFilter, ways: Ways, after: After
) -> tuple[int, list[UUID]]:
    """How many hold the tokens, and in the order of the queue one more than a page shows.

    None where they are more than ``MOST_HELD``, nor where they are listed.
    """
    found = _holding(ways, MOST_HELD)
    held = _how_many(found)
    # Tested for truth, it is asked of each case as the queue is walked; as a plain condition all
    # that hold the tokens would be looked up first.
    holds = col(Case.id).in_(columns(found.c.id)).is_(true())
    cases = in_order(wanted, after, col(Case.id)).where(
        holds, held.between(MOST_LISTED + 1, MOST_HELD)
    )
    first = cases.limit(PAGE + 1).subquery()
    number = columns(held.label("held")).subquery()
    rows = await _rows(session, columns(number.c.held, first.c.id).outerjoin(first, true()))
    return rows[0].held, [row.id for row in rows if row.id]


async def _holding_next(
    session: AsyncSession, wanted: CaseFilter, ways: Ways, after: After, sizes: Iterable[int]
) -> list[UUID]:
    """Step by step, until there are more than a page shows or the queue is at its end."""
    ids: list[UUID] = []
    for size in sizes:
        rows = await _rows(session, _step(wanted, ways, after, size))
        ids += [row.id for row in rows if row.holds]
        if len(ids) > PAGE or not rows or rows[-1].place < size:
            break
        after = rows[-1].due_at, rows[-1].id
    return ids


def _longer_and_longer() -> Iterator[int]:
    size = FIRST_STEP
    while True:
        yield size
        size = min(2 * size, LONGEST_STEP)


def _step(wanted: CaseFilter, ways: Ways, after: After, size: int) -> Select[*tuple[Any, ...]]:
    """Of so many cases of the queue a page of those that hold the tokens, and the last in any case.

    The words of all of them are asked for at once, which is how the index of tokens is used.
    """
    place = func.row_number().over(order_by=DUE_NEXT).label("place")
    cases = in_order(wanted, after, col(Case.id), col(Case.due_at), place)
    walked = cases.limit(size).cte("walked").prefix_with("MATERIALIZED")
    ids = columns(func.array_agg(walked.c.id)).scalar_subquery()
    held = _each(func.cases_among(ids, _tokens(way)) for way in ways).cte("held")
    holds = held.c.id.is_not(None)
    last = columns(func.max(walked.c.place)).scalar_subquery()
    return (
        columns(walked, holds.label("holds"))
        .outerjoin(held, held.c.id == walked.c.id)
        .where(or_(holds, walked.c.place == last))
        .order_by(walked.c.place)
        .limit(PAGE + 2)
    )


def _holding(ways: Ways, most: int) -> CTE:
    """Cases that hold the tokens; more than so many where there are more."""
    found: CTE = _each(func.cases_with(_tokens(way), most + 1) for way in ways).cte("found")
    return found


def _each(found: Iterable[ColumnElement[Any]]) -> Any:
    """Ids, each once."""
    one, *more = (columns(ids.label("id")) for ids in found)
    return union(one, *more) if more else one


def _tokens(way: tuple[int, ...]) -> ColumnElement[Any]:
    return cast(list(way), ARRAY(BigInteger))


def _how_many(found: CTE) -> Any:
    return columns(func.count()).select_from(found).scalar_subquery()


async def _rows(session: AsyncSession, query: Any) -> list[Any]:
    return list((await (await session.connection()).execute(query)).all())
