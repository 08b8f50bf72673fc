"""Reading the record and its seals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, exists, tuple_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.models import Event, Seal, UnsealedEvent
from backend.audit.rules import RecordedEvent, RecordedSeal
from backend.clock import to_the_hour

PAGE = 50
MOST_SEALED_AT_ONCE = 5000
_SEALS_AT_ONCE = 200


@dataclass(frozen=True)
class EventLine:
    """``sealed``: a seal covers it, so that a change would be noticed."""

    id: UUID
    case_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    facts: dict[str, Any]
    sealed_reason: bytes | None
    sealed: bool


@dataclass(frozen=True)
class RecordFilter:
    """Each empty where everything is wanted. From ``since`` on, before ``until``.

    ``after`` is moment and id of the last line of the page before.
    """

    organisation_id: UUID
    action: str = ""
    case_id: UUID | None = None
    actor_kind: str = ""
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, UUID] | None = None


async def events(session: AsyncSession, wanted: RecordFilter) -> list[EventLine]:
    """Newest first; one more than a page says that there are older ones."""
    waits = exists().where(col(UnsealedEvent.event_id) == Event.id)
    query = (
        select(Event, waits)
        .where(*_where(wanted))
        .order_by(col(Event.at).desc(), col(Event.id).desc())
        .limit(PAGE + 1)
    )
    return [
        EventLine(
            e.id, e.case_id, e.at, e.actor_kind, e.actor_id, e.action, e.facts, e.sealed_reason,
            not waiting,
        )
        for e, waiting in (await session.exec(query)).all()
    ]  # fmt: skip


def _where(wanted: RecordFilter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [any_(col(Event.parties)) == wanted.organisation_id]
    equal = {
        Event.action: wanted.action,
        Event.case_id: wanted.case_id,
        Event.actor_kind: wanted.actor_kind,
        Event.actor_id: wanted.actor_id,
    }
    rules += [col(column) == value for column, value in equal.items() if value]
    if wanted.since:
        rules.append(col(Event.at) >= wanted.since)
    if wanted.until:
        rules.append(col(Event.at) < wanted.until)
    if wanted.after:
        rules.append(tuple_(Event.at, Event.id) < wanted.after)
    return rules


@dataclass(frozen=True)
class ReasonLine:
    """An event of a case for which somebody typed a reason."""

    at: datetime
    actor_id: UUID | None
    action: str
    sealed_reason: bytes


async def reasons_of_case(session: AsyncSession, case_id: UUID) -> list[ReasonLine]:
    """Oldest first."""
    query = (
        select(Event)
        .where(Event.case_id == case_id, col(Event.sealed_reason).is_not(None))
        .order_by(col(Event.at), col(Event.id))
    )
    found = (await session.exec(query)).all()
    return [
        ReasonLine(e.at, e.actor_id, e.action, e.sealed_reason) for e in found if e.sealed_reason
    ]


async def last_seal(session: AsyncSession) -> RecordedSeal | None:
    row = (await session.exec(select(Seal).order_by(col(Seal.number).desc()).limit(1))).first()
    return _seal(row) if row else None


async def seals(session: AsyncSession) -> AsyncIterator[RecordedSeal]:
    """All of them in their order, a few at a time."""
    last: int | None = None
    while True:
        query = select(Seal).order_by(col(Seal.number)).limit(_SEALS_AT_ONCE)
        rows = await session.exec(query if last is None else query.where(Seal.number > last))
        found = [_seal(row) for row in rows.all()]
        for seal in found:
            yield seal
        if len(found) < _SEALS_AT_ONCE:
            return
        last = found[-1].number
        session.expunge_all()


async def unsealed(session: AsyncSession, at: datetime) -> list[RecordedEvent]:
    """Events in no seal yet. What is kept to the hour waits for it to end: the seal would tell."""
    query = (
        select(Event)
        .join(UnsealedEvent, col(UnsealedEvent.event_id) == Event.id)
        .where(col(Event.at) != to_the_hour(at))
        .order_by(col(Event.at), col(Event.id))
        .limit(MOST_SEALED_AT_ONCE)
    )
    return [_event(e) for e in (await session.exec(query)).all()]


async def recorded(session: AsyncSession, ids: list[UUID]) -> dict[UUID, RecordedEvent]:
    rows = await session.exec(select(Event).where(col(Event.id).in_(ids)))
    return {e.id: _event(e) for e in rows.all()}


async def waiting_events(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(UnsealedEvent))).one()


async def event_outside_the_seals(session: AsyncSession) -> UUID | None:
    """The first event that is in no seal and waits for none: it was put there past the trigger."""
    covered = select(func.unnest(Seal.event_ids).label("id")).subquery()
    outside = (
        select(Event.id, Event.at)
        .where(~exists().where(covered.c.id == Event.id))
        .where(~exists().where(col(UnsealedEvent.event_id) == Event.id))
        # Else, for the first of them, PostgreSQL compares each event with each that is sealed.
        .cte("outside")
        .prefix_with("MATERIALIZED")
    )
    query = select(outside.c.id).order_by(outside.c.at, outside.c.id).limit(1)
    return (await session.exec(query)).first()


def _seal(row: Seal) -> RecordedSeal:
    return RecordedSeal(row.number, row.event_ids, row.event_hashes, row.root, row.seal)


def _event(e: Event) -> RecordedEvent:
    actor = f"{e.actor_kind}:{e.actor_id or ''}"
    return RecordedEvent(
        e.id, e.case_id, e.at, actor, e.action, e.facts, e.payload_hash, e.sealed_reason
    )
