"""Tables of organisations, their staff, invitations and sessions. None holds case data."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, String, text
from sqlmodel import Field, SQLModel

from backend.accounts.rules import OrganisationKind, Role
from backend.accounts.rules.signing_in import Method, Resettable
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
    method: str = Field(default=Method.PASSWORD.value, max_length=10)


class SecondFactor(SQLModel, table=True):
    """``last_step``: of the newest code that was taken; none is taken twice."""

    __tablename__ = "second_factors"

    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    sealed_secret: bytes
    last_step: int = Field(sa_type=BigInteger)
    set_up_at: datetime = moment()


class Reset(SQLModel, table=True):
    """Of a password or a second factor: asked for by one person, approved by another.

    Nobody stands for the operator. The person concerned is neither of the two.
    """

    __tablename__ = "resets"
    # A third person, even where somebody forgot to ask: see also actions/resets.py.
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by NOT IN (asked_by, staff_id)"),
    )

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    what: Resettable = Field(sa_type=named_choice(Resettable))
    asked_by: UUID | None = None
    asked_at: datetime = moment()
    approved_by: UUID | None = None
    approved_at: datetime | None = moment(default=None)
    token_hash: bytes | None = Field(default=None, unique=True)
    expires_at: datetime | None = moment(default=None)
    used_at: datetime | None = moment(default=None)
    refused_at: datetime | None = moment(default=None)


class Absence(SQLModel, table=True):
    """Days, with the first and the last, on which somebody stands in for somebody else."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("from_on <= until_on"),)

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    staff_id: UUID = Field(foreign_key="staff.id")
    stand_in_id: UUID = Field(foreign_key="staff.id")
    from_on: date
    until_on: date
    entered_by: UUID
    entered_at: datetime = moment()
    withdrawn_at: datetime | None = moment(default=None)


class OnCall(SQLModel, table=True):
    """Who hears at once of critical cases; where nobody is named, every supervisor does."""

    __tablename__ = "on_call"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    staff_id: UUID = Field(primary_key=True, foreign_key="staff.id")
    set_by: UUID
    set_at: datetime = moment()


class IdentityProvider(SQLModel, table=True):
    """Where an organisation's people sign in with the account of their house.

    ``demands``: what the provider must say of how somebody proved who they are, with spaces.
    """

    __tablename__ = "identity_providers"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    issuer: str = Field(max_length=500)
    client_id: str = Field(max_length=200)
    sealed_client_secret: bytes
    demands: str = Field(max_length=200)
    active: bool = False
    changed_by: UUID
    changed_at: datetime = moment()


class Identity(SQLModel, table=True):
    """Somebody as a provider knows them; the e-mail address is not who they are."""

    __tablename__ = "identities"

    issuer: str = Field(primary_key=True, max_length=500)
    subject: str = Field(primary_key=True, max_length=255)
    staff_id: UUID = Field(foreign_key="staff.id", unique=True)
    linked_at: datetime = moment()


class SignInElsewhere(SQLModel, table=True):
    """On the way to a provider and not back yet; only the browser's cookie holds the key."""

    __tablename__ = "sign_ins_elsewhere"

    key_hash: bytes = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    issuer: str = Field(max_length=500)
    started_at: datetime = moment()
