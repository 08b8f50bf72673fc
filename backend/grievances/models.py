"""Tables of what the person says and hears. Every word in them is sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from backend.database.columns import RowOfACase, moment, named_choice
from backend.grievances.rules.translations import Maker, TranslatedKind

_OPEN: dict[str, Any] = {"postgresql_where": text("settled_at IS NULL")}


class Grievance(RowOfACase, table=True):
    """The story as it was told; the originals of what had to be read from Zawgyi."""

    __tablename__ = "grievances"

    sealed_account: bytes
    sealed_original: bytes | None = None
    sealed_wanted: bytes | None = None
    sealed_system_text: bytes | None = None
    sealed_happened: bytes | None = None
    sealed_wanted_original: bytes | None = None
    sealed_system_original: bytes | None = None


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


class Translation(RowOfACase, table=True):
    """One version of one text in another language; a newer one replaces it and leaves it as it is.

    ``of_id`` is the row of the text: of grievances, messages, inquiries or replies. ``engine`` is
    a name with its version. ``sealed_back`` is the translation translated back. ``approved_*``:
    whoever sent a reply with it; before, the complainant sees no translation of a reply.
    """

    __tablename__ = "translations"
    __table_args__ = (Index("ix_translations_of", "case_id", "of_id"),)

    of_kind: TranslatedKind = Field(sa_type=named_choice(TranslatedKind))
    of_id: UUID
    from_language: str = Field(max_length=12)
    to_language: str = Field(max_length=12)
    maker: Maker = Field(sa_type=named_choice(Maker))
    staff_id: UUID | None = None
    engine: str | None = Field(default=None, max_length=60)
    sealed_text: bytes
    sealed_back: bytes | None = None
    made_at: datetime = moment()
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = moment(default=None)
    approved_by: UUID | None = None
    approved_at: datetime | None = moment(default=None)
    replaced_at: datetime | None = moment(default=None)


class TranslationDispute(RowOfACase, table=True):
    """The complainant said that a translation is wrong; open until somebody has looked again."""

    __tablename__ = "translation_disputes"
    __table_args__ = (
        Index("ix_translation_disputes_open", "case_id", "translation_id", unique=True, **_OPEN),
        Index("ix_translation_disputes_oldest", "at", "translation_id", **_OPEN),
    )

    translation_id: UUID
    from_language: str = Field(max_length=12, sa_column_kwargs={"server_default": ""})
    to_language: str = Field(max_length=12, sa_column_kwargs={"server_default": ""})
    sealed_reason: bytes | None = None
    at: datetime = moment()
    settled_by: UUID | None = None
    settled_at: datetime | None = moment(default=None)


class TranslationRequest(RowOfACase, table=True):
    """A text that waits for its translation, by people of the office or by its engine.

    ``asked_by`` is empty where nobody asked. ``taken_by``: who began to write. ``fault``: why an
    engine gave up.
    """

    __tablename__ = "translation_requests"
    __table_args__ = (
        Index(
            "ix_translation_requests_open",
            "office_id",
            "asked_at",
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    office_id: UUID
    of_kind: TranslatedKind = Field(sa_type=named_choice(TranslatedKind))
    of_id: UUID
    from_language: str = Field(max_length=12)
    to_language: str = Field(max_length=12)
    by: Maker = Field(sa_type=named_choice(Maker))
    asked_by: UUID | None = None
    asked_at: datetime = moment()
    taken_by: UUID | None = None
    taken_at: datetime | None = moment(default=None)
    done_at: datetime | None = moment(default=None)
    translation_id: UUID | None = None
    fault: str | None = Field(default=None, max_length=40)


class ReliedTranslation(RowOfACase, table=True):
    """A version that was shown to whoever proposed or took a decision.

    ``decided_at`` is the decision's own, for the row policy.
    """

    __tablename__ = "relied_translations"
    __table_args__ = (UniqueConstraint("case_id", "decision_id", "translation_id"),)

    decision_id: UUID
    translation_id: UUID
    decided_at: datetime | None = moment(default=None)


class Reply(RowOfACase, table=True):
    """What the office wrote in its own language, until it is sent together with its translation.

    The message that it becomes has the same id.
    """

    __tablename__ = "replies"

    staff_id: UUID
    language: str = Field(max_length=12)
    to_language: str = Field(max_length=12)
    sealed_text: bytes
    written_at: datetime = moment()
    sent_at: datetime | None = moment(default=None)
    dropped_at: datetime | None = moment(default=None)


class Receipt(SQLModel, table=True):
    __tablename__ = "receipts"

    code_hash: bytes = Field(primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id")


class Reissue(RowOfACase, table=True):
    """Two of the staff agree that a lost receipt is made anew.

    ``code_hash`` and ``wrapped``: of a code that was mailed and works once: with it the account
    key is opened and the new receipt made.
    """

    __tablename__ = "reissues"
    __table_args__ = (
        CheckConstraint("asked_by <> agreed_by"),
        Index(
            "ix_reissues_open",
            "case_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_reissues_code", "code_hash"),
    )

    asked_by: UUID
    asked_at: datetime = moment()
    agreed_by: UUID | None = None
    agreed_at: datetime | None = moment(default=None)
    code_hash: bytes | None = None
    wrapped: bytes | None = None
    expires_at: datetime | None = moment(default=None)
    used: bool = False
    ended_at: datetime | None = moment(default=None)


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
    """Half an hour with a case; the cookie's key seals its end, receipt hash, case and account key.

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
