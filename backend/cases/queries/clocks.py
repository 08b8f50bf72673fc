"""Reading the clocks of a case."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Case, Clock
from backend.cases.rules.clocks import KnownClock, RunningClock
from backend.database.asked import AskedOfEach
from backend.database.lines import is_one_of, read, shown_as

_OF_CASES = (
    shown_as(KnownClock, Clock)
    .add_columns(col(Clock.case_id))
    .where(is_one_of(col(Clock.case_id), "case_ids"))
    .order_by(col(Clock.due_at))
)


@AskedOfEach
async def clock_rows(
    session: AsyncSession, case_ids: Sequence[UUID]
) -> Mapping[UUID, list[KnownClock]]:
    """All of a case, stopped ones too, in the order in which they are due."""
    found = defaultdict[UUID, list[KnownClock]](list)
    for *clock, case_id in await read(session, _OF_CASES, case_ids=list(case_ids)):
        found[case_id].append(KnownClock(*clock))
    return found


async def clocks_of(session: AsyncSession, case_id: UUID) -> list[KnownClock]:
    """Those that have not stopped."""
    return [c for c in await clock_rows(session, case_id) if c.stopped_at is None]


async def running_since(
    session: AsyncSession, handler_id: UUID, since: datetime
) -> dict[UUID, list[RunningClock]]:
    """All of each case of the office in which one ends at ``since`` or later, or was told to.

    The rows are held until the transaction ends. Most clocks that never stopped are those of
    closed cases whose time to object is over: these stay as they are.
    """
    ends = or_(col(Clock.due_at) >= since, col(Clock.told_on) >= since.date())
    concerned = select(Clock.case_id).where(ends, col(Clock.stopped_at).is_(None))
    query = (
        select(Clock)
        .join(Case, col(Case.id) == Clock.case_id)
        .where(Case.handler_id == handler_id, col(Clock.stopped_at).is_(None))
        .where(col(Clock.case_id).in_(concerned))
        .order_by(col(Clock.case_id))
        .with_for_update(of=Clock)
    )
    found: defaultdict[UUID, list[RunningClock]] = defaultdict(list)
    for c in (await session.exec(query)).all():
        clock = RunningClock(c.name, c.started_at, c.due_at, c.paused_at, c.paused_hours, c.told_on)
        found[c.case_id].append(clock)
    return found


async def running_past(session: AsyncSession, at: datetime, *, limit: int = 500) -> list[Clock]:
    """Clocks of the office or the owner that are late and have not escalated yet."""
    query = (
        select(Clock)
        .where(col(Clock.stopped_at).is_(None), col(Clock.paused_at).is_(None))
        .where(Clock.due_at < at, col(Clock.escalated_at).is_(None), Clock.name != "contest")
        .order_by(col(Clock.due_at))
        .limit(limit)
    )
    return list((await session.exec(query)).all())
