"""Table of the backups that were made, so that their age is known wherever the database is."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from backend.database.columns import moment


class Backup(SQLModel, table=True):
    """Written by the operator's command. ``folder`` is where the ledger of erasures goes too."""

    __tablename__ = "backups"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    made_at: datetime = moment()
    size: int = Field(sa_type=BigInteger)
    folder: str
    name: str = Field(max_length=120)
    removed_at: datetime | None = moment(default=None)
