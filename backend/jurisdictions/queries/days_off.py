"""Reading days off by proclamation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.kept import kept
from backend.jurisdictions.models import ProclaimedDay

Place = tuple[str, str | None]


@dataclass(frozen=True)
class DayOff:
    """``subdivision``: none where the whole country does not work."""

    id: UUID
    country: str
    subdivision: str | None
    day: date
    reason: str
    locale: str
    told: bool
    told_at: datetime | None
    organisation_id: UUID
    applied_at: datetime | None
    withdrawn_at: datetime | None
    undone_at: datetime | None

    def concerns(self, place: Place) -> bool:
        return self.country == place[0] and self.subdivision in {None, place[1]}

    def counts_at(self, at: datetime) -> bool:
        """Whether offices reckoned with it at that moment."""
        applied = self.applied_at is not None and self.applied_at <= at
        return applied and (self.undone_at is None or at < self.undone_at)

    def moved_since(self, at: datetime) -> bool:
        """Whether what was told at that moment moved for this entry."""
        return self.told_at is not None and self.applied_at is not None and at < self.applied_at


@dataclass(frozen=True)
class Reason:
    """Why a day was off, in the language in which it was written."""

    text: str
    locale: str


@kept
async def days_off_by_place(session: AsyncSession) -> dict[Place, tuple[date, ...]]:
    """Those that count now: entered and applied, and not undone."""
    query = (
        columns(col(ProclaimedDay.country), col(ProclaimedDay.subdivision), col(ProclaimedDay.day))
        .where(col(ProclaimedDay.applied_at).is_not(None), col(ProclaimedDay.undone_at).is_(None))
        .order_by(col(ProclaimedDay.day))
    )
    found: defaultdict[Place, list[date]] = defaultdict(list)
    for country, subdivision, day in (await (await session.connection()).execute(query)).all():
        found[country, subdivision].append(day)
    return {place: tuple(days) for place, days in found.items()}


def days_off_at(known: dict[Place, tuple[date, ...]], place: Place) -> tuple[date, ...]:
    """Of the country and, where it has one, of the subdivision."""
    whole, part = known.get((place[0], None), ()), known.get(place, ())
    return tuple(sorted({*whole, *part}))


async def days_off_of(session: AsyncSession, place: Place) -> list[DayOff]:
    """What was entered for a place and not withdrawn, the latest first."""
    query = (
        select(ProclaimedDay)
        .where(ProclaimedDay.country == place[0], col(ProclaimedDay.withdrawn_at).is_(None))
        .order_by(col(ProclaimedDay.day).desc())
    )
    known = [_line(row) for row in (await session.exec(query)).all()]
    return [line for line in known if line.concerns(place)]


async def day_off(session: AsyncSession, day_id: UUID) -> DayOff | None:
    query = select(ProclaimedDay).where(ProclaimedDay.id == day_id)
    row = (await session.exec(query)).first()
    return _line(row) if row else None


async def held_entries(session: AsyncSession, day: DayOff) -> list[DayOff]:
    """All entries of the country for that day, held until the transaction ends."""
    query = (
        select(ProclaimedDay)
        .where(ProclaimedDay.country == day.country, ProclaimedDay.day == day.day)
        .order_by(col(ProclaimedDay.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [_line(row) for row in (await session.exec(query)).all()]


async def reasons(session: AsyncSession, ids: list[UUID]) -> dict[UUID, Reason]:
    """What complainants read."""
    if not ids:
        return {}
    query = columns(
        col(ProclaimedDay.id), col(ProclaimedDay.reason), col(ProclaimedDay.locale)
    ).where(col(ProclaimedDay.id).in_(ids))
    rows = (await (await session.connection()).execute(query)).all()
    return {row.id: Reason(row.reason, row.locale) for row in rows}


def _line(row: ProclaimedDay) -> DayOff:
    return DayOff(**{name: getattr(row, name) for name in DayOff.__dataclass_fields__})
