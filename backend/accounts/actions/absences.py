"""Entering that somebody is away, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts import queries
from backend.accounts.models import Absence
from backend.accounts.queries.absences import AbsenceLine, absences_ahead
from backend.accounts.queries.signing_in import hold_member
from backend.audit.actions import Actor, Happening, record
from backend.database.rows import add
from backend.errors import Absent, Fault, Unacceptable


@dataclass(frozen=True)
class Away:
    """``stand_in``: gets what would be assigned in the meantime, and sees the cases."""

    from_on: date
    until_on: date
    stand_in: UUID


async def enter_absence(
    session: AsyncSession, member: queries.Colleague, away: Away, by: tuple[UUID, datetime]
) -> None:
    """Of one person no two absences share a day."""
    staff_id, at = by
    await hold_member(session, member.id)
    present = await absences_ahead(session, member.organisation_id, away.from_on)
    if any(_overlaps(line, member.id, away) for line in present):
        raise Unacceptable(Fault("from_on", "away_before"))
    await add(
        session,
        Absence,
        organisation_id=member.organisation_id,
        staff_id=member.id,
        stand_in_id=away.stand_in,
        from_on=away.from_on,
        until_on=away.until_on,
        entered_by=staff_id,
        entered_at=at,
    )
    await _note(session, "staff.absence_entered", (member.organisation_id, member.id), by)


def _overlaps(line: AbsenceLine, staff_id: UUID, away: Away) -> bool:
    same = line.staff_id == staff_id
    return same and line.from_on <= away.until_on and away.from_on <= line.until_on


async def withdraw_absence(
    session: AsyncSession, organisation_id: UUID, absence_id: UUID, by: tuple[UUID, datetime]
) -> None:
    withdrawn = await session.exec(
        update(Absence)
        .where(col(Absence.id) == absence_id, col(Absence.organisation_id) == organisation_id)
        .where(col(Absence.withdrawn_at).is_(None))
        .values(withdrawn_at=by[1])
        .returning(col(Absence.staff_id))
    )
    staff_id = withdrawn.scalar_one_or_none()
    if staff_id is None:
        raise Absent
    await _note(session, "staff.absence_withdrawn", (organisation_id, staff_id), by)


async def end_absences(session: AsyncSession, staff_id: UUID, at: datetime) -> None:
    """Of whoever leaves, and where they stood in for somebody."""
    theirs = (col(Absence.staff_id) == staff_id) | (col(Absence.stand_in_id) == staff_id)
    await session.exec(
        update(Absence).where(theirs, col(Absence.withdrawn_at).is_(None)).values(withdrawn_at=at)
    )


async def _note(
    session: AsyncSession, action: str, whom: tuple[UUID, UUID], by: tuple[UUID, datetime]
) -> None:
    organisation_id, staff_id = whom
    actor, at = Actor("staff", by[0]), by[1]
    facts = {"staff": str(staff_id)}
    await record(session, Happening(action, actor, organisation_id, (organisation_id,), at, facts))
