"""Tables of the desk's own work on a case: notes, questions to the owner, referrals."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from backend.database.columns import RowOfACase, UuidList, moment


class Note(RowOfACase, table=True):
    """Internal; sealed with the office key, which neither owner nor complainant ever has."""

    __tablename__ = "notes"

    staff_id: UUID
    sealed_text: bytes
    at: datetime = moment()


class Inquiry(RowOfACase, table=True):
    """A question put to the system's owner, with the owner's answer."""

    __tablename__ = "inquiries"

    owner_id: UUID
    sealed_question: bytes
    sealed_answer: bytes | None = None
    file_ids: list[UUID] = Field(default_factory=list, sa_type=UuidList)
    asked_by: UUID
    asked_at: datetime = moment()
    due_at: datetime = moment()
    answered_by: UUID | None = None
    answered_at: datetime | None = moment(default=None)
    taken_back_at: datetime | None = moment(default=None)


class Referral(RowOfACase, table=True):
    """Where a case that is not ours was sent, with the letter that the complainant reads too."""

    __tablename__ = "referrals"

    body: str = Field(max_length=40)
    sealed_address: bytes
    sealed_letter: bytes
    referred_by: UUID
    at: datetime = moment()
