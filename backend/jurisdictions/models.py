"""Days off by proclamation. They hold no case data, and are for every office of the place."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.database.columns import moment


class ProclaimedDay(SQLModel, table=True):
    """A day on which the offices of a country, or of one subdivision, do not work.

    ``reason`` is in ``locale``; ``told``: complainants read it beside a date that moved for it.
    It counts from ``applied_at`` to ``undone_at``, when a job set the open clocks anew.
    """

    __tablename__ = "proclaimed_days"
    __table_args__ = (
        Index(
            "ix_proclaimed_days_present",
            "country",
            text("coalesce(subdivision, '')"),
            "day",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    country: str = Field(max_length=2)
    subdivision: str | None = Field(default=None, max_length=8)
    day: date
    reason: str = Field(max_length=200)
    locale: str = Field(max_length=12)
    told: bool = False
    told_at: datetime | None = moment(default=None)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    entered_by: UUID
    entered_at: datetime = moment()
    applied_at: datetime | None = moment(default=None)
    withdrawn_by: UUID | None = None
    withdrawn_at: datetime | None = moment(default=None)
    undone_at: datetime | None = moment(default=None)
