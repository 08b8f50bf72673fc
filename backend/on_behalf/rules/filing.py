"""One complaint as it was typed for somebody, and what is kept until its receipt is handed over."""

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from backend.cases.rules.on_behalf import Agreed
from backend.grievances.rules.draft import DraftContents, SentReceipt

HOURS_KEPT = 24
#: Older ones are for the office to take up in another way: their clocks ran out long ago.
MOST_DAYS_AGO = 365


class FilingState(StrEnum):
    """Being checked, waiting for the worker, or filed with receipts to hand over."""

    OPEN = "open"
    WAITING = "waiting"
    FILED = "filed"


class Entry(BaseModel):
    """``locale``: the person's, of receipt and messages. ``row``: where it stood in a table.

    ``language_read`` is what a program read the account as, ``language`` what it is filed as.
    """

    model_config = ConfigDict(frozen=True)

    contents: DraftContents
    channel: str
    agreed: Agreed
    received_on: date
    locale: str
    row: int = 1
    language: str = ""
    language_read: str = ""


class Sheet(BaseModel):
    """What is printed for one person."""

    model_config = ConfigDict(frozen=True)

    row: int
    locale: str
    country: str
    danger: str
    received_on: date
    receipt: SentReceipt


class FilingContents(BaseModel):
    """Entries until they are filed, sheets from then on. ``zone``: where they were taken down."""

    model_config = ConfigDict(frozen=True)

    zone: str
    entries: tuple[Entry, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def received_at(day: date, zone: str, now: datetime) -> datetime:
    """The moment from which the clocks run: noon of an earlier day, wherever the office is then."""
    place = ZoneInfo(zone)
    if day >= now.astimezone(place).date():
        return now
    return datetime.combine(day, time(12), place)
