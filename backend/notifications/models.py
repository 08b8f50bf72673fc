"""Table of what waits for somebody: never what it says, only that something is there."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from backend.database.columns import UuidList, moment


class OutboxMessage(SQLModel, table=True):
    """To staff by id, or to the complainant (``staff_id`` null), whose address stays sealed.

    Of no case: ``case_id`` is the organisation's id, as in the record.
    """

    __tablename__ = "outbox"

    case_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True, default_factory=uuid4)
    parties: list[UUID] = Field(sa_type=UuidList)
    template: str = Field(max_length=40)
    locale: str = Field(max_length=12)
    reference: str | None = Field(default=None, max_length=20)
    staff_id: UUID | None = None
    state: str = Field(default="waiting", max_length=12, index=True)
    attempts: int = 0
    created_at: datetime = moment(index=True)
    settled_at: datetime | None = moment(default=None)
