"""Table that says which model update answers which case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from backend.database.columns import RowOfACase, moment


class UpdateAnswersCase(RowOfACase, table=True):
    """Written by the database function ``link_update`` only; ``told_at`` by the worker."""

    __tablename__ = "model_update_cases"
    __table_args__ = (UniqueConstraint("case_id", "model_update_id"),)

    model_update_id: UUID = Field(index=True)
    linked_by: UUID
    linked_at: datetime = moment()
    told_at: datetime | None = moment(default=None)
