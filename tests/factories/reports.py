"""Facts, frames and registers for tests of reports."""

from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from backend.cases.rules.clocks import Limit
from backend.reports.queries.approved_tables import approved_tables
from backend.reports.rules.approved import Approved
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame, Office
from backend.reports.rules.periods import Period

OFFICE = Office(UUID(int=1), "people-first-office", "TH")
QUARTER = Period(2026, 3)
_people = count(1)


@dataclass(frozen=True)
class MondayToFriday:
    """A calendar without any day off but weekends."""

    zone: tzinfo = UTC

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5


def a_fact(**changes: Any) -> Fact:
    """Received in the quarter in Thailand, open, of somebody who complained only once."""
    fields: dict[str, Any] = {
        "received_on": date(2026, 7, 6),
        "calendar": "TH",
        "country": "TH",
        "office_id": OFFICE.id,
        "complainant_key": next(_people).to_bytes(8, "big"),
        "language": "th",
        "channel": "web",
        "stage": "in_assessment",
    }
    return Fact(**fields | changes)


def facts_of(how_many: int, **changes: Any) -> list[Fact]:
    """So many complaints of as many people."""
    return [a_fact(**changes) for _ in range(how_many)]


@cache
def approved() -> Approved:
    return approved_tables()


def a_frame(**changes: Any) -> Frame:
    fields: dict[str, Any] = {
        "period": QUARTER,
        "office": OFFICE,
        "as_of": date(2026, 11, 2),
        "approved": approved(),
        "calendars": {"TH": MondayToFriday()},
        "limits": {
            "acknowledge": Limit(1, "working_days"),
            "assess": Limit(3, "working_days"),
            "decide": Limit(60, "working_days"),
        },
    }
    return Frame(**fields | changes)
