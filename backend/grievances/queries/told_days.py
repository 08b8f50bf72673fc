"""Days that a complainant was told, and why they moved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.clocks import clock_rows
from backend.jurisdictions.queries.days_off import Reason, reasons


@dataclass(frozen=True)
class MovedDay:
    """A day that was told once, the one that is told now, and why."""

    before: date
    now: date
    reason: Reason


async def told_days(session: AsyncSession, case_id: UUID) -> dict[str, date]:
    """Running clock → the day."""
    rows = await clock_rows(session, case_id)
    return {c.name: c.told_on or c.due_at.date() for c in rows if c.stopped_at is None}


async def waited(session: AsyncSession, case_id: UUID) -> bool:
    rows = await clock_rows(session, case_id)
    return any(c.paused_hours and c.stopped_at is None for c in rows)


async def moved_days(session: AsyncSession, case_id: UUID) -> tuple[MovedDay, ...]:
    rows = [c for c in await clock_rows(session, case_id) if c.stopped_at is None]
    why = await reasons(session, [c.told_because for c in rows if c.told_because])
    return tuple(
        MovedDay(c.told_before, c.told_on, why[c.told_because])
        for c in rows
        if c.told_before and c.told_on and c.told_because in why
    )
