"""Who is away, and who stands in for them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import Absence
from backend.accounts.queries import kind_and_country
from backend.database.lines import lines, shown_as
from backend.jurisdictions.queries import zone_of


@dataclass(frozen=True)
class AbsenceLine:
    """With the first and the last day."""

    id: UUID
    staff_id: UUID
    stand_in_id: UUID
    from_on: date
    until_on: date

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on


_AHEAD = (
    shown_as(AbsenceLine, Absence)
    .where(col(Absence.organisation_id) == bindparam("organisation_id"))
    .where(col(Absence.until_on) >= bindparam("day"), col(Absence.withdrawn_at).is_(None))
    .order_by(col(Absence.from_on), col(Absence.id))
)


async def absences_ahead(
    session: AsyncSession, organisation_id: UUID, day: date
) -> list[AbsenceLine]:
    """Present and coming ones, the nearest first."""
    asked = {"organisation_id": organisation_id, "day": day}
    return await lines(session, AbsenceLine, _AHEAD, **asked)


async def stand_ins(session: AsyncSession, organisation_id: UUID, day: date) -> dict[UUID, UUID]:
    """Who is away on that day → who stands in. One who is away stands in for nobody."""
    away = [a for a in await absences_ahead(session, organisation_id, day) if a.covers(day)]
    found = {a.staff_id: a.stand_in_id for a in away}
    return {absent: _present(found, absent) for absent in found}


def _present(found: dict[UUID, UUID], absent: UUID) -> UUID:
    """The first in the line who is not away; where it goes round, the one who was named."""
    seen, after = {absent}, found[absent]
    while after in found and after not in seen:
        seen.add(after)
        after = found[after]
    return after if after not in found else found[absent]


async def today_at(session: AsyncSession, organisation_id: UUID, at: datetime) -> date:
    """The day where the organisation is."""
    _, country = await kind_and_country(session, organisation_id)
    return at.astimezone(ZoneInfo(zone_of(country))).date()


async def absent_for(
    session: AsyncSession, organisation_id: UUID, staff_id: UUID, day: date
) -> set[UUID]:
    """Those for whom somebody stands in on that day."""
    found = await stand_ins(session, organisation_id, day)
    return {absent for absent, after in found.items() if after == staff_id}
