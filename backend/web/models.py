"""Tables of the rate limits: how often, from which network, under a key that lasts a day."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from backend.database.columns import moment


class RateCounter(SQLModel, table=True):
    __tablename__ = "rate_counters"

    kind: str = Field(primary_key=True, max_length=20)
    network: bytes = Field(primary_key=True)
    window: datetime = moment(primary_key=True)
    count: int = 0


class RateKey(SQLModel, table=True):
    __tablename__ = "rate_keys"

    day: date = Field(primary_key=True)
    key: bytes
