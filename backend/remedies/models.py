"""Table that says which model update answers which case."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from backend.database.columns import RowOfACase, moment


class UpdateAnswersCase(RowOfACase, table=True):
    __tablename__ = "model_update_cases"

    model_update_id: UUID = Field(index=True)
    linked_by: UUID
    linked_at: datetime = moment()
    told_at: datetime | None = moment(default=None)
