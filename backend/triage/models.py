"""Tables of the desk's own work: notes, questions to the owner, referrals; views, presence."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

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


class SavedView(SQLModel, table=True):
    """The filters of a queue under a name. Words that were searched for are never kept."""

    __tablename__ = "saved_views"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    name: str = Field(max_length=60)
    query: str = Field(max_length=500)
    shared: bool = False
    saved_at: datetime = moment()


class Presence(RowOfACase, table=True):
    """That a member of staff, whose id is the row's, has the case open; true for a minute."""

    __tablename__ = "presences"

    writing: bool = False
    seen_at: datetime = moment(index=True)
