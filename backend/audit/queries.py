"""Reading the record and its seals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.models import Event, Seal
from backend.audit.rules import FIRST, RecordedEvent, RecordedSeal

PAGE = 50


@dataclass(frozen=True)
class EventLine:
    id: UUID
    case_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    facts: dict[str, Any]
    has_reason: bool


@dataclass(frozen=True)
class RecordFilter:
    """``before`` is the time of the last line of the page before."""

    organisation_id: UUID
    action: str = ""
    on: date | None = None
    case_id: UUID | None = None
    actor_id: UUID | None = None
    before: datetime | None = None


async def events(session: AsyncSession, wanted: RecordFilter) -> list[EventLine]:
    """Newest first; one more than a page says that there are older ones."""
    query = select(Event).where(col(Event.parties).contains([wanted.organisation_id]))
    if wanted.action:
        query = query.where(col(Event.action).startswith(wanted.action, autoescape=True))
    if wanted.on:
        query = query.where(func.date(col(Event.at)) == wanted.on)
    if wanted.case_id:
        query = query.where(Event.case_id == wanted.case_id)
    if wanted.actor_id:
        query = query.where(Event.actor_id == wanted.actor_id)
    if wanted.before:
        query = query.where(Event.at < wanted.before)
    rows = await session.exec(query.order_by(col(Event.at).desc(), col(Event.id)).limit(PAGE + 1))
    return [
        EventLine(
            e.id, e.case_id, e.at, e.actor_kind, e.actor_id, e.action, e.facts,
            e.sealed_reason is not None,
        )
        for e in rows.all()
    ]  # fmt: skip


async def last_seal(session: AsyncSession) -> RecordedSeal | None:
    row = (await session.exec(select(Seal).order_by(col(Seal.number).desc()).limit(1))).first()
    return _seal(row) if row else None


async def seals(session: AsyncSession) -> list[RecordedSeal]:
    return [_seal(s) for s in (await session.exec(select(Seal).order_by(col(Seal.number)))).all()]


async def unsealed(
    session: AsyncSession, at: datetime, *, limit: int = 5000
) -> list[RecordedEvent]:
    """Events in no seal yet; those of complainants, kept to the hour, wait for the hour to end."""
    sealed = select(func.unnest(Seal.event_ids)).scalar_subquery()
    hour = at.replace(minute=0, second=0, microsecond=0)
    query = (
        select(Event)
        .where(col(Event.id).not_in(sealed))
        .where(or_(Event.actor_kind != "complainant", col(Event.at) < hour))
        .where(Event.at > at - timedelta(days=365))
        .order_by(col(Event.at), col(Event.id))
        .limit(limit)
    )
    return [_event(e) for e in (await session.exec(query)).all()]


async def recorded(session: AsyncSession, ids: list[UUID]) -> dict[UUID, RecordedEvent]:
    rows = await session.exec(select(Event).where(col(Event.id).in_(ids)))
    return {e.id: _event(e) for e in rows.all()}


def start_of(seal: RecordedSeal | None) -> bytes:
    return seal.seal if seal else FIRST


def _seal(row: Seal) -> RecordedSeal:
    return RecordedSeal(row.number, row.event_ids, row.root, row.seal)


def _event(e: Event) -> RecordedEvent:
    actor = f"{e.actor_kind}:{e.actor_id or ''}"
    return RecordedEvent(e.id, e.case_id, e.at, actor, e.action, e.facts, e.payload_hash)
