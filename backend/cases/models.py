"""Tables of the case itself. Plain columns hold what staff choose from lists; words are sealed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.cases.rules.destruction import AskedBy
from backend.cases.rules.languages import CorrectedBy
from backend.cases.rules.on_behalf import Agreed
from backend.cases.rules.stages import Ground, Outcome, Stage
from backend.database.columns import RowOfACase, UuidList, moment, named_choice

#: What lists and counts of cases show, so that they need not look at the cases themselves.
_SHOWN = [
    "reference", "category", "severity", "country", "language", "system_id", "assignee_id",
    "owner_id", "late", "filed_on", "filed_at", "parties",
]  # fmt: skip
_OPEN, _WALKED = text("closed_on IS NULL"), ["stage", "parties"]
_HELD = text("closed_on IS NULL AND assignee_id IS NOT NULL")
_ASKED = text("owner_id IS NOT NULL")
_KEPT = text("closed_on IS NOT NULL AND destroyed_on IS NULL")
#: Until when an objection is possible is nobody's time limit.
_RUNNING = text("stopped_at IS NULL AND paused_at IS NULL AND name <> 'contest'")


class Case(SQLModel, table=True):
    """``helped_by``, ``agreed``: where somebody filed it for somebody else.

    ``filed_by_transaction`` is set by the database; see the row policies of filing on behalf.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_queue", "handler_id", "due_at", "id", postgresql_include=_WALKED),
        Index("ix_cases_oldest", "handler_id", "filed_at", "id", postgresql_where=_OPEN),
        Index("ix_cases_owner", "owner_id", "id", postgresql_where=_ASKED),
        Index("ix_cases_stage", "handler_id", "stage", "due_at", "id", postgresql_include=_SHOWN),
        Index("ix_cases_held", "assignee_id", "due_at", "id", postgresql_where=_HELD),
        Index("ix_cases_closed", "closed_on", "id", postgresql_where=_KEPT),
        Index("ix_cases_reference", "reference"),
    )

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    reference: str = Field(max_length=20)
    handler_id: UUID
    owner_id: UUID | None = None
    parties: list[UUID] = Field(sa_type=UuidList)
    country: str = Field(max_length=2)
    system_id: UUID | None = None
    language: str = Field(max_length=12)
    language_read: str | None = Field(default=None, max_length=12)
    language_corrected_by: CorrectedBy = Field(
        default=CorrectedBy.NONE, sa_type=named_choice(CorrectedBy)
    )
    interface_language: str = Field(max_length=12)
    channel: str = Field(default="web", max_length=20)
    helped_by: UUID | None = None
    agreed: Agreed | None = Field(default=None, sa_type=named_choice(Agreed))
    filed_by_transaction: int | None = Field(default=None, sa_type=BigInteger)
    affected: str | None = Field(default=None, max_length=30)
    danger: str = Field(default="no", max_length=10)
    contact_way: str = Field(default="none", max_length=10)
    size: int = 0
    stage: Stage = Field(default=Stage.RECEIVED, sa_type=named_choice(Stage))
    stage_since: datetime = moment()
    came_from: Stage | None = Field(default=None, sa_type=named_choice(Stage))
    category: str | None = Field(default=None, max_length=3)
    severity: str | None = Field(default=None, max_length=2)
    severity_factors: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    assignee_id: UUID | None = None
    due_at: datetime | None = moment(default=None)
    late: bool = False
    outcome: Outcome | None = Field(default=None, sa_type=named_choice(Outcome))
    lifecycle_stages: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    root_cause: str | None = Field(default=None, max_length=40)
    filed_at: datetime = moment()
    filed_on: date
    closed_on: date | None = None
    destroyed_on: date | None = None
    workflow: str = Field(default="standard", max_length=40)
    workflow_version: int = 1
    taxonomy_version: str = Field(default="", max_length=20)
    revision: int = 1
    commitment: bytes
    sealed_salt: bytes


class CaseReference(SQLModel, table=True):
    __tablename__ = "case_references"

    reference: str = Field(primary_key=True, max_length=20)
    # Taken before the case row is written, so that a reference drawn twice is drawn again.
    case_id: UUID = Field(
        sa_column=Column(
            Uuid, ForeignKey("cases.id", deferrable=True, initially="DEFERRED"), nullable=False
        )
    )


class Clock(RowOfACase, table=True):
    __tablename__ = "clocks"
    __table_args__ = (Index("ix_clocks_running", "due_at", postgresql_where=_RUNNING),)

    name: str = Field(max_length=30)
    started_at: datetime = moment()
    due_at: datetime = moment()
    told_on: date | None = None
    # What was told before, and the proclaimed day off for which it was moved.
    told_before: date | None = None
    told_because: UUID | None = None
    paused_at: datetime | None = moment(default=None)
    paused_hours: float = 0.0
    stopped_at: datetime | None = moment(default=None)
    escalated_at: datetime | None = moment(default=None)


class Act(RowOfACase, table=True):
    """A move that was taken: the timeline of the case."""

    __tablename__ = "acts"

    move: str = Field(max_length=30)
    from_stage: Stage | None = Field(default=None, sa_type=named_choice(Stage))
    to_stage: Stage = Field(sa_type=named_choice(Stage))
    by_kind: str = Field(max_length=20)
    by_id: UUID | None = None
    at: datetime = moment(index=True)


class Decision(RowOfACase, table=True):
    """An outcome, proposed and then decided. Its reason is sealed for the office until decided."""

    __tablename__ = "decisions"

    outcome: Outcome = Field(sa_type=named_choice(Outcome))
    ground: Ground | None = Field(default=None, sa_type=named_choice(Ground))
    duplicate_of: str | None = Field(default=None, max_length=20)
    language: str = Field(max_length=12)
    sealed_reason: bytes
    message_id: UUID | None = None
    proposed_by: UUID
    proposed_at: datetime = moment()
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(default=None)
    replaced_at: datetime | None = moment(default=None)


class Objection(RowOfACase, table=True):
    """The person who complained objects to a decision, once; ``reason_id``: their message.

    ``message_id``: the office's, in which they read how it was decided.
    ``handed_at``: nobody who may decide it was left, so that it went to the intake office.
    """

    __tablename__ = "objections"
    __table_args__ = (UniqueConstraint("case_id", "decision_id"),)

    decision_id: UUID
    reason_id: UUID | None = None
    at: datetime = moment()
    handed_at: datetime | None = moment(default=None)
    upheld: bool | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(default=None)
    message_id: UUID | None = None


class PromisedRemedy(RowOfACase, table=True):
    """What a decision promises. ``decided_at`` is the decision's own, for the row policy."""

    __tablename__ = "promised_remedies"

    decision_id: UUID
    decided_at: datetime | None = moment(default=None)
    code: str = Field(max_length=4)
    due_on: date | None = None
    done_on: date | None = None
    confirmed_on: date | None = None


class Destruction(RowOfACase, table=True):
    """That a case is to be destroyed, who agreed, and when it was; the row outlives the case.

    ``copies_until``: the day by which no backup has it any more. ``shredded_at``: when the last
    traces of its keys left the database's own files.
    """

    __tablename__ = "destructions"
    __table_args__ = (
        CheckConstraint("first_by <> second_by"),
        Index(
            "ix_destructions_open",
            "case_id",
            "asked_by",
            unique=True,
            postgresql_where=text("done_on IS NULL"),
        ),
        Index("ix_destructions_to_shred", "done_on", postgresql_where=text("shredded_at IS NULL")),
    )

    asked_by: AskedBy = Field(sa_type=named_choice(AskedBy))
    asked_at: datetime = moment()
    first_by: UUID | None = None
    first_at: datetime | None = moment(default=None)
    second_by: UUID | None = None
    second_at: datetime | None = moment(default=None)
    done_on: date | None = None
    copies_until: date | None = None
    shredded_at: datetime | None = moment(default=None)


class LegalHold(RowOfACase, table=True):
    """Why a case must not be destroyed now: under the account key, as the person reads it."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        CheckConstraint("removal_by <> removed_by"),
        Index(
            "ix_legal_holds_open",
            "case_id",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    set_by: UUID
    set_at: datetime = moment()
    language: str = Field(max_length=12)
    sealed_reason: bytes
    review_on: date
    removal_by: UUID | None = None
    removal_at: datetime | None = moment(default=None)
    removed_by: UUID | None = None
    removed_at: datetime | None = moment(default=None)
