"""Tables of the fact rows that reports count, and of the reports themselves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.database.columns import moment

#: Of a fact: the last day on which it may stand in a figure; and whether an update answered it.
LAST_DAY = (
    "greatest(received_on, received_on + floor(t5_hours / 24)::integer, "
    "coalesce(closed_on, 'infinity'::date))"
)
ANSWERED = "cardinality(updates) > 0"


class FactRow(SQLModel, table=True):
    """One complaint as a row of codes and durations, under a key that names no case.

    Durations are hours and working days; null means still open.
    """

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_office", "office_id", "received_on"),
        Index("ix_facts_last_day", "office_id", text(f"({LAST_DAY})")),
        Index("ix_facts_answered", "office_id", postgresql_where=text(ANSWERED)),
    )

    fact_key: bytes = Field(primary_key=True)
    complainant_key: bytes
    received_on: date
    calendar: str = Field(max_length=12)
    country: str = Field(max_length=2)
    office_id: UUID
    owner_id: UUID | None = None
    system_id: UUID | None = None
    sector: str | None = Field(default=None, max_length=8)
    category: str | None = Field(default=None, max_length=1)
    subtype: str | None = Field(default=None, max_length=3)
    severity: str | None = Field(default=None, max_length=2)
    language: str = Field(max_length=12)
    language_read: str | None = Field(default=None, max_length=12)
    language_corrected_by: str = Field(default="none", max_length=12)
    channel: str = Field(max_length=20)
    stage: str = Field(max_length=24)
    closed_on: date | None = None
    outcome: str | None = Field(default=None, max_length=30)
    t1_hours: float | None = None
    t1_days: int | None = None
    t2_hours: float | None = None
    t2_days: int | None = None
    t3_hours: float | None = None
    t3_days: int | None = None
    t5_hours: float | None = None
    t5_days: int | None = None
    t6_hours: float | None = None
    t6_days: int | None = None
    paused_hours: float = 0.0
    legal_limit_met: bool | None = None
    requests_asked: int = 0
    requests_in_time: int = 0
    requests_unanswered: int = 0
    translated: bool = False
    translations_disputed: int = 0
    machine_translated: bool = False
    objection: str = Field(default="none", max_length=12)
    updates: list[str] = Field(default_factory=list, sa_type=ARRAY(String))


class Publication(SQLModel, table=True):
    """One version of one report. ``figures`` is what disclosure control let through."""

    __tablename__ = "publications"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    slug: str = Field(max_length=80, index=True)
    number: int = 1
    office_id: UUID = Field(foreign_key="organisations.id", index=True)
    period: str = Field(max_length=10)
    state: str = Field(default="composing", max_length=12)
    provisional: bool = False
    figures: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    release: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    sha256: str | None = Field(default=None, max_length=64)
    correction_reason: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    composed_by: UUID
    composed_at: datetime = moment()
    published_by: UUID | None = None
    published_on: date | None = Field(default=None, index=True)
    replaced_on: date | None = None
    fault: str | None = Field(default=None, max_length=60)


class PublicationText(SQLModel, table=True):
    """The words of one section in one language, as people wrote them (Markdown without HTML)."""

    __tablename__ = "publication_texts"

    publication_id: UUID = Field(primary_key=True, foreign_key="publications.id")
    section: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    office_id: UUID
    text: str
    of_version: int = 1
    of_text: str | None = None
    published_on: date | None = None
