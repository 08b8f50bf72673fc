"""Adding to the record, sealing it, and walking the seals. Nothing in it is ever changed."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit import queries
from backend.audit.models import Event, Seal, UnsealedEvent
from backend.audit.rules import FIRST, Flaw, Misfit, merkle_root, misfit_in, next_seal
from backend.database.rows import add


@dataclass(frozen=True)
class Actor:
    """Whoever acted: ``complainant``, ``staff``, ``worker``, ``operator``; staff by id."""

    kind: str
    id: UUID | None = None


WORKER = Actor("worker")


@dataclass(frozen=True)
class Happening:
    """One event. ``about`` is the case, or the organisation where no case is concerned.

    ``facts`` are codes, never words; a typed reason comes sealed, and only its hash is kept when
    the case is destroyed.
    """

    action: str
    actor: Actor
    about: UUID
    parties: tuple[UUID, ...]
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    sealed_reason: bytes | None = None


async def record(session: AsyncSession, happening: Happening) -> None:
    await add(
        session,
        Event,
        case_id=happening.about,
        id=uuid4(),
        parties=list(happening.parties),
        at=happening.at,
        actor_kind=happening.actor.kind,
        actor_id=happening.actor.id,
        action=happening.action,
        facts=happening.facts,
        sealed_reason=happening.sealed_reason,
        payload_hash=sha256(happening.sealed_reason or b"").digest(),
    )


async def seal_new_events(session: AsyncSession, at: datetime) -> int:
    """Seal what no seal covers yet; gives how many. One sealer at a time, by an advisory lock."""
    connection = await session.connection()
    await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('suara.seal'))")
    found = await queries.unsealed(session, at)
    if not found:
        return 0
    last = await queries.last_seal(session)
    number, chain = (last.number, last.seal) if last else FIRST
    ids, hashes = [event.id for event in found], [event.leaf_hash() for event in found]
    root = merkle_root(hashes)
    await add(
        session,
        Seal,
        number=number + 1,
        event_ids=ids,
        event_hashes=hashes,
        root=root,
        seal=next_seal(chain, root),
        at=at,
    )
    await session.exec(delete(UnsealedEvent).where(col(UnsealedEvent.event_id).in_(ids)))
    return len(found)


@dataclass(frozen=True)
class Verdict:
    """What a walk over the seals found; ``misfit`` is ``None`` where everything fits."""

    seals: int
    waiting: int
    misfit: Misfit | None


async def walk_the_seals(session: AsyncSession) -> Verdict:
    """From the first on, up to the first thing that does not fit."""
    before, count = FIRST, 0
    async for seal in queries.seals(session):
        events = await queries.recorded(session, list(seal.event_ids))
        misfit = misfit_in(seal, before, events)
        if misfit:
            return Verdict(count, 0, misfit)
        before, count = (seal.number, seal.seal), count + 1
    outside = await queries.event_outside_the_seals(session)
    waiting = await queries.waiting_events(session)
    return Verdict(count, waiting, Misfit(None, outside, Flaw.UNSEALED) if outside else None)
