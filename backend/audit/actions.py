"""Adding to the record. Nothing in it is ever changed."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.models import Event


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
