"""Tables of what the person says and hears. Every word in them is sealed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from backend.database.columns import RowOfACase, moment


class Grievance(RowOfACase, table=True):
    """The story as it was told; ``sealed_original`` where it had to be read from Zawgyi."""

    __tablename__ = "grievances"

    sealed_account: bytes
    sealed_original: bytes | None = None
    sealed_wanted: bytes | None = None
    sealed_system_text: bytes | None = None
    sealed_happened: bytes | None = None


class Contact(RowOfACase, table=True):
    __tablename__ = "contacts"

    sealed_name: bytes | None = None
    sealed_email: bytes | None = None
    sealed_phone: bytes | None = None


class Message(RowOfACase, table=True):
    __tablename__ = "messages"

    sender: str = Field(max_length=20)
    staff_id: UUID | None = None
    language: str = Field(max_length=12)
    sealed_text: bytes
    sealed_original: bytes | None = None
    at: datetime = moment()


class CaseFile(RowOfACase, table=True):
    """A file of the case; its sealed content lies in the file store under its id."""

    __tablename__ = "files"

    media_type: str = Field(max_length=60)
    extension: str = Field(max_length=8)
    size: int
    at: datetime = moment()


class Receipt(SQLModel, table=True):
    __tablename__ = "receipts"

    code_hash: bytes = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")


class Draft(SQLModel, table=True):
    """An unfinished complaint, sealed with a key that only the browser's cookie holds."""

    __tablename__ = "drafts"

    key_hash: bytes = Field(primary_key=True)
    id: UUID = Field(default_factory=uuid4)
    sealed: bytes
    sent: bool = False
    expires_at: datetime = moment(index=True)


class DraftFile(SQLModel, table=True):
    __tablename__ = "draft_files"

    key_hash: bytes = Field(primary_key=True, foreign_key="drafts.key_hash", ondelete="CASCADE")
    id: UUID = Field(primary_key=True, default_factory=uuid4)
    media_type: str = Field(max_length=60)
    extension: str = Field(max_length=8)
    size: int


class FollowSession(SQLModel, table=True):
    """Half an hour with a case; end, receipt hash and account key are sealed by the cookie's key.

    ``expires_at`` is a later full hour, at which the row goes: it must not tell when somebody read.
    """

    __tablename__ = "follow_sessions"

    key_hash: bytes = Field(primary_key=True)
    sealed: bytes
    expires_at: datetime = moment(index=True)


class IdempotentAnswer(SQLModel, table=True):
    __tablename__ = "idempotency"

    key_hash: bytes = Field(primary_key=True)
    body_hash: bytes
    case_id: UUID
    sealed_answer: bytes
    sealed_code: bytes | None = None
    answered_at: datetime = moment(index=True)
