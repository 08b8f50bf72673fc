"""Tables of wrapped case keys and of keyed search tokens."""

from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Index, text
from sqlmodel import Field, SQLModel

from backend.database.columns import RowOfACase


class KeySlot(RowOfACase, table=True):
    """One key of a case, wrapped for one holder: an organisation, or the receipt (no id)."""

    __tablename__ = "key_slots"

    key_name: str = Field(max_length=10)
    holder_id: UUID | None = None
    wrapped: bytes
    version: int = 1


class CaseTokens(SQLModel, table=True):
    """No door may read this table; ``cases_with()`` asks it for the told organisation."""

    __tablename__ = "case_tokens"
    __table_args__ = (
        # With fastupdate single inserts stall while the pending list is merged.
        Index(
            "ix_case_tokens_tokens",
            "tokens",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        # Ids are drawn by chance: what is frequent among one case in 64 is frequent.
        Index(
            "ix_case_tokens_few",
            "tokens",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=text("case_id < '04000000-0000-0000-0000-000000000000'"),
        ),
    )

    case_id: UUID = Field(primary_key=True, foreign_key="cases.id")
    organisation_id: UUID = Field(primary_key=True)
    tokens: list[int] = Field(sa_type=ARRAY(BigInteger))
