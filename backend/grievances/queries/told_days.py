"""Days that a complainant was told, and why they moved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.queries.clocks import clocks_of
from backend.jurisdictions.queries.days_off import Reason, reasons


@dataclass(frozen=True)
class MovedDay:
    """A day that was told once, the one that is told now, and why."""

    before: date
    now: date
    reason: Reason


async def told_days(session: AsyncSession, case_id: UUID) -> dict[str, date]:
    """Running clock → the day."""
    clocks = await clocks_of(session, case_id)
    return {c.name: c.told_on or c.due_at.date() for c in clocks}


async def waited(session: AsyncSession, case_id: UUID) -> bool:
    return any(c.paused_hours for c in await clocks_of(session, case_id))


async def moved_days(session: AsyncSession, case_id: UUID) -> tuple[MovedDay, ...]:
    clocks = await clocks_of(session, case_id)
    why = await reasons(session, [c.told_because for c in clocks if c.told_because])
    return tuple(
        MovedDay(c.told_before, c.told_on, why[c.told_because])
        for c in clocks
        if c.told_before and c.told_on and c.told_because in why
    )
