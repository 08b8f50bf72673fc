"""Reasons that staff typed for each other when they moved a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.queries import reasons_of_case
from backend.cases.rules.names import HAPPENED
from backend.languages.messages import Message
from backend.sealing.fields import unseal
from backend.triage.queries.places import event_reason_place
from backend.triage.queries.work import Work


@dataclass(frozen=True)
class InsideReason:
    """``happened``: the move that it was typed for."""

    happened: Message
    by: UUID | None
    at: datetime
    text: str


async def inside_reasons(session: AsyncSession, work: Work) -> list[InsideReason]:
    """Oldest first; those for looking or printing are no part of the file."""
    moves = {f"case.{move}": words for move, words in HAPPENED.items()}
    place = event_reason_place(work.case.id)
    return [
        InsideReason(
            moves[e.action], e.actor_id, e.at, unseal(work.key("office"), e.sealed_reason, place)
        )
        for e in await reasons_of_case(session, work.case.id)
        if e.action in moves
    ]
