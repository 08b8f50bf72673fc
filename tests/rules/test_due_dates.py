"""Due dates against a table that was written by hand, with a calendar and a list of holidays.

Moments are those of UTC. A day ends with its last second where the office is; the day of receipt
is not counted.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.cases.rules.clocks import Limit, due_at
from backend.jurisdictions.queries import OfficeCalendar, countries, working_calendar

pytestmark = pytest.mark.battery("T7")

#: Country and part, received, the limit, due.
OFFICES = """
TH      2026-11-09 05:00:00   1 working_days   2026-11-10 16:59:59
TH      2026-11-09 16:59:59   1 working_days   2026-11-10 16:59:59  last second of that Monday
TH      2026-11-09 17:00:00   1 working_days   2026-11-11 16:59:59  first second of the Tuesday
TH      2026-11-13 05:00:00   3 working_days   2026-11-18 16:59:59  over a weekend
TH      2026-12-04 05:00:00   1 working_days   2026-12-08 16:59:59  the Saturday off is given back
TH      2026-12-09 05:00:00   1 working_days   2026-12-11 16:59:59  Constitution Day
TH      2026-11-09 05:00:00  30 calendar_days  2026-12-09 16:59:59
TH      2026-11-28 16:30:00   2 hours          2026-11-28 18:30:00  a Saturday night
VN      2026-04-29 05:00:00   1 working_days   2026-05-04 16:59:59  Reunification and Labour Day
VN      2026-11-09 05:00:00   5 working_days   2026-11-16 16:59:59
SG      2026-11-06 04:00:00   1 working_days   2026-11-10 15:59:59  Deepavali, on the Monday after
SG      2026-12-24 04:00:00   1 working_days   2026-12-28 15:59:59  Christmas
SG      2027-03-25 04:00:00   1 working_days   2027-03-29 15:59:59  Good Friday
MY-KUL  2026-11-12 04:00:00   3 working_days   2026-11-17 15:59:59
MY-KDH  2026-11-12 04:00:00   1 working_days   2026-11-15 15:59:59  rests on Fridays and Saturdays
MY-KDH  2026-11-12 04:00:00   3 working_days   2026-11-17 15:59:59
MY-KTN  2026-11-12 04:00:00   2 working_days   2026-11-16 15:59:59
BN      2026-11-05 04:00:00   1 working_days   2026-11-07 15:59:59  rests on Fridays and Sundays
BN      2026-11-05 04:00:00   4 working_days   2026-11-11 15:59:59
BN      2026-11-06 16:00:00   1 working_days   2026-11-09 15:59:59  first second of the Saturday
ID      2026-08-14 05:00:00   1 working_days   2026-08-18 16:59:59  Independence Day
ID      2026-11-09 05:00:00  10 working_days   2026-11-23 16:59:59
PH      2026-11-27 04:00:00   1 working_days   2026-12-01 15:59:59  Bonifacio Day
PH      2026-06-11 04:00:00   1 working_days   2026-06-15 15:59:59  Independence Day
PH      2026-06-12 04:00:00  24 hours          2026-06-13 04:00:00
KH      2026-11-06 05:00:00   1 working_days   2026-11-10 16:59:59  Independence Day
KH      2026-01-06 05:00:00   1 working_days   2026-01-08 16:59:59  Victory over Genocide Day
LA      2026-12-01 05:00:00   1 working_days   2026-12-03 16:59:59  National Day
LA      2026-11-09 05:00:00  15 calendar_days  2026-11-24 16:59:59
MM      2026-11-16 05:00:00   2 working_days   2026-11-18 17:29:59
MM      2026-11-16 17:30:00   1 working_days   2026-11-18 17:29:59  first second of the Tuesday
TL      2026-11-26 03:00:00   2 working_days   2026-11-30 14:59:59
TL      2026-12-04 03:00:00   1 working_days   2026-12-09 14:59:59  Heroes, Immaculate Conception
TH      2028-02-28 05:00:00   1 working_days   2028-02-29 16:59:59  a leap year
TH      2028-02-29 05:00:00 365 calendar_days  2029-02-28 16:59:59
SG      2028-02-28 20:00:00   1 calendar_days  2028-03-01 15:59:59  already the 29th there
TH      2027-02-28 05:00:00   1 calendar_days  2027-03-01 16:59:59  no leap year
"""
#: Days of Thailand, in zones that no office of ours has: odd quarters, clocks that are put forward.
ZONES = """
Asia/Kathmandu      2026-11-09 18:14:59   1 working_days   2026-11-10 18:14:59
Asia/Kathmandu      2026-11-09 18:15:00   1 working_days   2026-11-11 18:14:59
Pacific/Chatham     2026-11-09 10:14:59   1 working_days   2026-11-10 10:14:59
Pacific/Chatham     2026-11-09 10:15:00   1 working_days   2026-11-11 10:14:59
Pacific/Chatham     2027-03-31 00:00:00   2 working_days   2027-04-02 10:14:59  the last in summer
Pacific/Chatham     2027-03-31 00:00:00   3 working_days   2027-04-05 11:14:59  an hour was won
Australia/Lord_Howe 2027-04-01 00:00:00   2 working_days   2027-04-05 13:29:59  half an hour
Pacific/Kiritimati  2026-11-09 10:00:00   1 working_days   2026-11-11 09:59:59
America/St_Johns    2026-11-10 03:29:59   1 working_days   2026-11-11 03:29:59
Europe/Berlin       2027-03-26 10:00:00   1 working_days   2027-03-29 21:59:59  an hour was lost
Europe/Berlin       2027-03-27 10:00:00   1 calendar_days  2027-03-28 21:59:59  the day of 23 hours
Europe/Berlin       2027-03-28 00:30:00   2 hours          2027-03-28 02:30:00  two hours are two
Europe/Berlin       2027-10-29 10:00:00   1 working_days   2027-11-01 22:59:59
"""


def rows(table: str) -> list[str]:
    return [line for line in table.splitlines() if line]


def check(row: str, calendar: Callable[[str], OfficeCalendar]) -> None:
    place, day, time, value, unit, due_day, due_time, *_ = row.split()
    received, expected = (
        datetime.fromisoformat(f"{d}T{t}").replace(tzinfo=UTC)
        for d, t in ((day, time), (due_day, due_time))
    )
    limit = Limit(int(value), unit)  # type: ignore[arg-type]  one of the three
    assert due_at(received, limit, calendar(place)).astimezone(UTC) == expected


def of_office(place: str) -> OfficeCalendar:
    country, _, part = place.partition("-")
    return working_calendar(country, part or None)


def in_zone(place: str) -> OfficeCalendar:
    return replace(working_calendar("TH", None), zone=ZoneInfo(place))


@pytest.mark.parametrize("row", rows(OFFICES))
def test_it_is_due_when_the_table_says(row: str, counted: Callable[[str, int], None]):
    check(row, of_office)
    counted("due dates", 1)


@pytest.mark.parametrize("row", rows(ZONES))
def test_it_is_due_when_the_day_ends_in_an_odd_zone(row: str, counted: Callable[[str, int], None]):
    check(row, in_zone)
    counted("due dates", 1)


def test_every_country_of_ours_is_in_the_table():
    assert {row[:2] for row in rows(OFFICES)} == set(countries())
