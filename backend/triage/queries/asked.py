"""How the questions put to a system's owner were answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.of_case import of_case
from backend.triage.models import Inquiry


@dataclass(frozen=True)
class Asked:
    """Questions of one case; one that was taken back before an answer is no question."""

    asked: int = 0
    in_time: int = 0
    unanswered: int = 0


@of_case(Inquiry, empty=Asked())
async def asked_of_owner(session: AsyncSession, case_id: UUID, at: datetime) -> Asked:
    """``unanswered`` are those whose time is over."""
    query = select(Inquiry.due_at, Inquiry.answered_at).where(
        Inquiry.case_id == case_id,
        col(Inquiry.taken_back_at).is_(None) | col(Inquiry.answered_at).is_not(None),
    )
    rows = (await session.exec(query)).all()
    return Asked(
        len(rows),
        sum(answered is not None and answered <= due for due, answered in rows),
        sum(answered is None and due < at for due, answered in rows),
    )


@dataclass(frozen=True)
class Question:
    """That an owner was asked about a case, and whether it has answered."""

    case_id: UUID
    asked_at: datetime
    answered_at: datetime | None


async def questions_to(session: AsyncSession, owner_id: UUID) -> list[Question]:
    """What was put to an organisation and not taken back, newest first."""
    query = (
        select(Inquiry.case_id, Inquiry.asked_at, Inquiry.answered_at)
        .where(Inquiry.owner_id == owner_id, col(Inquiry.taken_back_at).is_(None))
        .order_by(col(Inquiry.asked_at).desc())
    )
    return [Question(*row) for row in (await session.exec(query)).all()]
