"""What staff file for others, until its receipts are handed over."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from backend.database.columns import moment, named_choice
from backend.on_behalf.rules.filing import FilingState


class DeskFiling(SQLModel, table=True):
    """Complaints not filed yet, then their receipts, for whoever typed them and for nobody else.

    Sealed under a key of its own, which is wrapped to the organisation's: so it is there again on
    another machine of the office, and a stolen database shows nothing.
    """

    __tablename__ = "desk_filings"

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    organisation_id: UUID = Field(foreign_key="organisations.id")
    staff_id: UUID
    state: FilingState = Field(default=FilingState.OPEN, sa_type=named_choice(FilingState))
    many: bool = False
    total: int = 1
    done: int = 0
    sealed: bytes
    wrapped_key: bytes
    expires_at: datetime = moment(index=True)
