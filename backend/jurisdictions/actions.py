"""Keeping days off by proclamation; what follows for open clocks is done by cases."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.jurisdictions.models import ProclaimedDay


@dataclass(frozen=True)
class NewDayOff:
    """``told``: complainants read the reason beside a date that moves for it."""

    country: str
    subdivision: str | None
    day: date
    reason: str
    locale: str
    told: bool


async def keep_day_off(
    session: AsyncSession, new: NewDayOff, by: tuple[UUID, UUID], at: datetime
) -> UUID | None:
    """``by``: organisation and person. None where somebody entered the day already."""
    made = await session.exec(
        insert(ProclaimedDay)
        .values(id=uuid4(), **vars(new), organisation_id=by[0], entered_by=by[1], entered_at=at)
        .on_conflict_do_nothing()
        .returning(col(ProclaimedDay.id))
    )
    return made.scalar_one_or_none()


async def keep_told(session: AsyncSession, day_id: UUID) -> bool:
    """True where complainants were not shown it so far."""
    changed = await session.exec(
        update(ProclaimedDay)
        .where(col(ProclaimedDay.id) == day_id, col(ProclaimedDay.told).is_(False))
        .where(col(ProclaimedDay.withdrawn_at).is_(None))
        .values(told=True)
    )
    return bool(changed.rowcount)


async def keep_withdrawn(session: AsyncSession, day_id: UUID, by: UUID, at: datetime) -> bool:
    changed = await session.exec(
        update(ProclaimedDay)
        .where(col(ProclaimedDay.id) == day_id, col(ProclaimedDay.withdrawn_at).is_(None))
        .values(withdrawn_by=by, withdrawn_at=at)
    )
    return bool(changed.rowcount)


async def note_applied(session: AsyncSession, day_id: UUID, at: datetime) -> None:
    await _note(session, day_id, applied_at=at)


async def note_told(session: AsyncSession, day_id: UUID, at: datetime) -> None:
    await _note(session, day_id, told_at=at)


async def note_undone(session: AsyncSession, day_id: UUID, at: datetime) -> None:
    await _note(session, day_id, undone_at=at)


async def _note(session: AsyncSession, day_id: UUID, **values: datetime) -> None:
    await session.exec(
        update(ProclaimedDay).where(col(ProclaimedDay.id) == day_id).values(**values)
    )
