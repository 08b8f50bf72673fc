"""Adding to the record. Nothing in it is ever changed."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit import queries
from backend.audit.models import Event, Seal
from backend.audit.rules import Misfit, leaves, merkle_root, misfit_in, next_seal


@dataclass(frozen=True)
class Actor:
    """Whoever acted: ``complainant``, ``staff``, ``worker``, ``operator``; staff by id."""

    kind: str
    id: UUID | None = None


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
    await session.exec(
        insert(Event).values(
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
    )


async def seal_new_events(session: AsyncSession, at: datetime) -> int:
    """Seal what no seal covers yet; gives how many. One sealer at a time, by an advisory lock."""
    connection = await session.connection()
    await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('suara.seal'))")
    found = await queries.unsealed(session, at)
    if not found:
        return 0
    before = await queries.last_seal(session)
    root = merkle_root([event.leaf() for event in found])
    await session.exec(
        insert(Seal).values(
            number=before.number + 1 if before else 1,
            event_ids=[event.id for event in found],
            root=root,
            seal=next_seal(queries.start_of(before), root),
            at=at,
        )
    )
    return len(found)


async def first_misfit(session: AsyncSession) -> Misfit | None:
    """Walk the seals from the first; ``None`` where everything fits."""
    before = queries.start_of(None)
    for seal in await queries.seals(session):
        events = await queries.recorded(session, list(seal.event_ids))
        misfit = misfit_in(seal, before, events, merkle_root(leaves(seal.event_ids, events)))
        if misfit:
            return misfit
        before = seal.seal
    return None
