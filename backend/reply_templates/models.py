"""Tables of an office's templates of replies. None holds case data."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.database.columns import moment


class ReplyTemplate(SQLModel, table=True):
    """``category`` and ``move``: for which cases and what step; empty is for any.

    ``made_from``: the name of the shipped template that this one takes the place of.
    """

    __tablename__ = "reply_templates"
    __table_args__ = (UniqueConstraint("id", "organisation_id"),)

    id: UUID = Field(primary_key=True, default_factory=uuid4)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    category: str | None = Field(default=None, max_length=3)
    move: str | None = Field(default=None, max_length=40)
    made_from: str | None = Field(default=None, max_length=40)
    added_by: UUID
    added_at: datetime = moment()
    retired_at: datetime | None = moment(default=None)


class ReplyTemplateText(SQLModel, table=True):
    """Title and text of a template, one row a language."""

    __tablename__ = "reply_template_texts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["template_id", "organisation_id"],
            ["reply_templates.id", "reply_templates.organisation_id"],
        ),
    )

    template_id: UUID = Field(primary_key=True)
    organisation_id: UUID
    field: str = Field(primary_key=True, max_length=40)
    locale: str = Field(primary_key=True, max_length=12)
    text: str
    of_version: int = 1
    of_text: str | None = None
