"""Column shapes that every capability shares, and the row that belongs to a case."""

from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, DateTime, Uuid
from sqlalchemy import Enum as SqlEnum
from sqlmodel import Field, SQLModel

UuidList = ARRAY(Uuid)


def named_choice(choice: type[StrEnum]) -> SqlEnum:
    """A choice stored as its value in text with a CHECK, and read back as the member."""
    values = [member.value for member in choice]
    return SqlEnum(
        choice,
        name=None,  # else every CHECK of one table would be named after the class
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=max(map(len, values)) + 8,
        values_callable=lambda _: values,
    )


class RowOfACase(SQLModel):
    """Rows with case data: keyed by case first, so that the tables can be spread by case.

    ``parties`` are the organisations that may see the row; the row policy reads it.
    """

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id")
    id: UUID = Field(primary_key=True, default_factory=uuid4)
    parties: list[UUID] = Field(sa_type=UuidList)


def moment(**more: Any) -> Any:
    """A point in time, always aware, always UTC."""
    return Field(sa_type=DateTime(timezone=True), **more)
