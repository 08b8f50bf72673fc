"""From which moment the clocks of a complaint run that somebody took down on an earlier day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.on_behalf.rules.filing import received_at

#: Just after the New Year in Bangkok, and still the old year in London.
NOW = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
BANGKOK = "Asia/Bangkok"


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2027, 1, 1), NOW),
        (date(2026, 12, 31), datetime(2026, 12, 31, 5, tzinfo=UTC)),
        (date(2026, 1, 1), datetime(2026, 1, 1, 5, tzinfo=UTC)),
    ],
)
def test_today_counts_from_now_and_an_earlier_day_from_its_noon(day: date, moment: datetime):
    assert received_at(day, BANGKOK, NOW) == moment


@pytest.mark.parametrize(
    "zone", ["Asia/Yangon", "Asia/Bangkok", "Asia/Singapore", "Asia/Jayapura", "Asia/Dili"]
)
def test_noon_of_a_day_is_the_same_day_at_every_office(zone: str):
    """Routing may choose an office in another country than the helper's."""
    for helper in ("Asia/Yangon", "Asia/Dili"):
        at = received_at(date(2026, 3, 9), helper, NOW)
        assert at.astimezone(ZoneInfo(zone)).date() == date(2026, 3, 9)
