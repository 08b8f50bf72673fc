"""Tables of organisations, their staff, invitations and sessions. None holds case data."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Index, String, text
from sqlmodel import Field, SQLModel

from backend.accounts.rules import OrganisationKind, Role
from backend.database.columns import moment, named_choice


class Organisation(SQLModel, table=True):
    __tablename__ = "organisations"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    slug: str = Field(unique=True, max_length=80)
    kind: OrganisationKind = Field(sa_type=named_choice(OrganisationKind))
    country: str = Field(max_length=2, index=True)
    subdivision: str | None = Field(default=None, max_length=8)
    sectors: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    intake: bool = False
    locale: str = Field(max_length=12)
    contact: str = Field(default="", max_length=2000)
    # What its people who work on cases read; kept by a trigger on staff.
    languages: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    public_key: bytes
    sealed_private_key: bytes
    sealed_search_key: bytes
    opened_on: date
    closed_on: date | None = None


class OrganisationText(SQLModel, table=True):
    """Its name, and what it has to say to everybody, one row a language."""

    __tablename__ = "organisation_texts"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    field: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    text: str
    of_version: int = 1
    of_text: str | None = None


class EngineChoice(SQLModel, table=True):
    """Whether an organisation has switched a translation engine on, which one, and who did."""

    __tablename__ = "engine_choices"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    engine: str = Field(max_length=40)
    active: bool = False
    changed_by: UUID
    changed_at: datetime = moment()


class StaffMember(SQLModel, table=True):
    __tablename__ = "staff"
    # Who comes back gets a new account; the old one stays as it was, for the record.
    __table_args__ = (
        Index(
            "ix_staff_email_present", "email", unique=True, postgresql_where=text("left_at IS NULL")
        ),
    )

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    role: Role = Field(sa_type=named_choice(Role))
    locale: str = Field(max_length=12)
    reads: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    password_hash: str | None = None
    joined_at: datetime = moment()
    left_at: datetime | None = moment(default=None)


class Invitation(SQLModel, table=True):
    __tablename__ = "invitations"

    token_hash: bytes = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class StaffSession(SQLModel, table=True):
    __tablename__ = "staff_sessions"

    token_hash: bytes = Field(primary_key=True)
    staff_id: UUID = Field(foreign_key="staff.id", index=True)
    started_at: datetime = moment()
    seen_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)
