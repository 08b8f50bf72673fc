"""What the desk itself wrote on a case, opened: notes, questions to the owner, referrals."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import asked_once
from backend.database.lines import AnyRow, of_case_in, read
from backend.database.of_case import of_case
from backend.sealing.fields import unseal, unseal_if_any
from backend.triage.models import Inquiry, Note, Referral
from backend.triage.queries.places import (
    address_place,
    answer_place,
    letter_place,
    note_place,
    question_place,
)


@dataclass(frozen=True)
class NoteLine:
    id: UUID
    staff_id: UUID
    text: str
    at: datetime


@dataclass(frozen=True)
class InquiryLine:
    id: UUID
    case_id: UUID
    question: str
    answer: str | None
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    taken_back_at: datetime | None

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.taken_back_at is None


@dataclass(frozen=True)
class ReferralLine:
    body: str
    address: str
    letter: str
    at: datetime


_NOTES = of_case_in(Note, "at", "id")
_INQUIRIES = of_case_in(Inquiry, "asked_at")
_REFERRALS = of_case_in(Referral, "at")


async def is_noted(session: AsyncSession, case_id: UUID, note_id: UUID) -> bool:
    query = select(Note.id).where(Note.case_id == case_id, Note.id == note_id)
    return (await session.exec(query)).first() is not None


@of_case(Note, empty=[])
async def notes(session: AsyncSession, case_id: UUID, office_key: bytes) -> list[NoteLine]:
    return [
        NoteLine(n.id, n.staff_id, unseal(office_key, n.sealed_text, note_place(n.id)), n.at)
        for n in await read(session, _NOTES, case_id=case_id)
    ]


@asked_once
@of_case(Inquiry, empty=[])
async def inquiries(session: AsyncSession, case_id: UUID, key: bytes | None) -> list[InquiryLine]:
    """Oldest first; without the key their words stay closed."""
    return [_inquiry(row, key) for row in await read(session, _INQUIRIES, case_id=case_id)]


async def asked_of(session: AsyncSession, owner_id: UUID, limit: int = 200) -> list[InquiryLine]:
    """Questions put to an organisation: open ones first, by when they are due."""
    query = (
        select(Inquiry)
        .where(Inquiry.owner_id == owner_id, col(Inquiry.taken_back_at).is_(None))
        .order_by(col(Inquiry.answered_at).is_not(None), col(Inquiry.due_at))
        .limit(limit)
    )
    return [_inquiry(row, None) for row in (await session.exec(query)).all()]


def _inquiry(row: AnyRow, key: bytes | None) -> InquiryLine:
    return InquiryLine(
        row.id,
        row.case_id,
        unseal(key, row.sealed_question, question_place(row.id)) if key else "",
        unseal_if_any(key, row.sealed_answer, answer_place(row.id)) if key else None,
        row.asked_at,
        row.due_at,
        row.answered_at,
        row.taken_back_at,
    )


@of_case(Referral, empty=[])
async def referrals(session: AsyncSession, case_id: UUID, key: bytes) -> list[ReferralLine]:
    return [
        ReferralLine(
            row.body,
            unseal(key, row.sealed_address, address_place(row.id)),
            unseal(key, row.sealed_letter, letter_place(row.id)),
            row.at,
        )
        for row in await read(session, _REFERRALS, case_id=case_id)
    ]
