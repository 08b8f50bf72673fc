"""Tables of the register of AI systems. The public door sees rows that are published.

Each row carries the organisation that owns the system, for the row policies: every desk reads the
register, only the owner writes of its own systems.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, ForeignKeyConstraint, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.database.columns import moment


def _owned_with(parent: str, key: str) -> ForeignKeyConstraint:
    """A row has the same owner as what it belongs to, and follows it to another one."""
    return ForeignKeyConstraint(
        [key, "owner_id"], [f"{parent}.id", f"{parent}.owner_id"], onupdate="CASCADE"
    )


class System(SQLModel, table=True):
    __tablename__ = "systems"
    __table_args__ = (UniqueConstraint("id", "owner_id"),)

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    slug: str = Field(unique=True, max_length=80)
    owner_id: UUID = Field(foreign_key="organisations.id", index=True)
    sector: str = Field(max_length=8)
    countries: list[str] = Field(sa_type=ARRAY(String))
    phase: str = Field(max_length=20)
    risk_tier: str = Field(max_length=20)
    risk_basis: str = Field(max_length=40)
    automation_level: str = Field(max_length=40, default="unknown")
    contact: str = Field(default="", max_length=2000)
    published_on: date | None = Field(default=None, index=True)
    retired_on: date | None = None


class SystemText(SQLModel, table=True):
    """What people read of a system, one row a language: name, purpose, oversight."""

    __tablename__ = "system_texts"
    __table_args__ = (_owned_with("systems", "system_id"),)

    system_id: UUID = Field(primary_key=True)
    owner_id: UUID
    field: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    text: str
    of_version: int = 1
    of_text: str | None = None
    published_on: date | None = None


class SystemVersion(SQLModel, table=True):
    __tablename__ = "system_versions"
    __table_args__ = (
        _owned_with("systems", "system_id"),
        UniqueConstraint("id", "system_id"),
        UniqueConstraint("system_id", "name"),
    )

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(index=True)
    owner_id: UUID
    name: str = Field(max_length=80)
    live_from: date
    published_on: date | None = None


class ModelUpdate(SQLModel, table=True):
    __tablename__ = "model_updates"
    __table_args__ = (
        _owned_with("systems", "system_id"),
        ForeignKeyConstraint(
            ["version_id", "system_id"], ["system_versions.id", "system_versions.system_id"]
        ),
        UniqueConstraint("id", "owner_id"),
    )

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(index=True)
    owner_id: UUID
    version_id: UUID
    live_from: date
    recorded_by: UUID
    recorded_at: datetime = moment()
    published_on: date | None = None


class ModelUpdateText(SQLModel, table=True):
    """What changed and why, one row a language."""

    __tablename__ = "model_update_texts"
    __table_args__ = (_owned_with("model_updates", "model_update_id"),)

    model_update_id: UUID = Field(primary_key=True)
    owner_id: UUID
    field: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    text: str
    of_version: int = 1
    of_text: str | None = None
    published_on: date | None = None


class Assessment(SQLModel, table=True):
    __tablename__ = "assessments"
    __table_args__ = (_owned_with("systems", "system_id"),)

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(index=True)
    owner_id: UUID
    version_id: UUID | None = Field(default=None, foreign_key="system_versions.id")
    kind: str = Field(max_length=40)
    status: str = Field(max_length=20)
    completed_on: date | None = None
    valid_until: date | None = None
    public_url: str | None = Field(default=None, max_length=500)
    published_on: date | None = None


class Oversight(SQLModel, table=True):
    """How people watch over a system, as declared and as evidenced."""

    __tablename__ = "oversights"
    __table_args__ = (_owned_with("systems", "system_id"),)

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(index=True)
    owner_id: UUID
    mode: str = Field(max_length=40)
    can_override: bool = False
    evidence_kind: str | None = Field(default=None, max_length=40)
    evidence_on: date | None = None
    published_on: date | None = None
