"""Tables of the register of AI systems. The public door sees rows that are published."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, String
from sqlmodel import Field, SQLModel

from backend.database.columns import moment


class System(SQLModel, table=True):
    __tablename__ = "systems"

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

    system_id: UUID = Field(primary_key=True, foreign_key="systems.id")
    field: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    text: str
    of_version: int = 1
    published_on: date | None = None


class SystemVersion(SQLModel, table=True):
    __tablename__ = "system_versions"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(foreign_key="systems.id", index=True)
    name: str = Field(max_length=80)
    live_from: date
    published_on: date | None = None


class ModelUpdate(SQLModel, table=True):
    __tablename__ = "model_updates"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(foreign_key="systems.id", index=True)
    version_id: UUID = Field(foreign_key="system_versions.id")
    live_from: date
    recorded_by: UUID
    recorded_at: datetime = moment()
    published_on: date | None = None


class ModelUpdateText(SQLModel, table=True):
    """What changed and why, one row a language."""

    __tablename__ = "model_update_texts"

    model_update_id: UUID = Field(primary_key=True, foreign_key="model_updates.id")
    field: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    text: str
    of_version: int = 1
    published_on: date | None = None


class Assessment(SQLModel, table=True):
    __tablename__ = "assessments"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(foreign_key="systems.id", index=True)
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

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    system_id: UUID = Field(foreign_key="systems.id", index=True)
    mode: str = Field(max_length=40)
    role: str = Field(default="", max_length=200)
    can_override: bool = False
    evidence_kind: str | None = Field(default=None, max_length=40)
    evidence_on: date | None = None
    published_on: date | None = None
