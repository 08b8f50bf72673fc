"""Tables of the record: events that nobody can change, those not yet sealed, and the seals."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.database.columns import UuidList, moment


class Event(SQLModel, table=True):
    """Who did what. Of no case: ``case_id`` is the organisation's id.

    ``facts`` holds codes only; a typed reason is sealed with the office key, and its hash stays
    when the case is destroyed.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_action", "action", "at"),
        Index(
            "ix_events_actor_id", "actor_id", "at", postgresql_where=text("actor_id IS NOT NULL")
        ),
        Index("ix_events_operator", "at", postgresql_where=text("actor_kind = 'operator'")),
    )

    case_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True, default_factory=uuid4, index=True)
    parties: list[UUID] = Field(sa_type=UuidList)
    at: datetime = moment(index=True)
    actor_kind: str = Field(max_length=20)
    actor_id: UUID | None = None
    action: str = Field(max_length=60)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    sealed_reason: bytes | None = None
    payload_hash: bytes


class UnsealedEvent(SQLModel, table=True):
    """Waits for the next seal. A trigger adds each new event, and the sealer takes it away."""

    __tablename__ = "unsealed_events"

    event_id: UUID = Field(primary_key=True)


class Seal(SQLModel, table=True):
    __tablename__ = "seals"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event_ids: list[UUID] = Field(sa_type=UuidList)
    event_hashes: list[bytes] = Field(sa_type=ARRAY(LargeBinary))
    root: bytes
    seal: bytes
    at: datetime = moment()
