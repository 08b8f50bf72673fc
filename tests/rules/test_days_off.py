"""What a proclaimed day off does to clocks: a table of days, and laws that hold for any."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.rules.clocks import Limit, RunningClock, due, working_days_between
from backend.cases.rules.days_off import set_anew, told_later
from backend.jurisdictions.queries import OfficeCalendar, working_calendar

OWN = (Limit(5, "working_days"), None)


def calendars(country: str, part: str | None, day: date) -> tuple[OfficeCalendar, OfficeCalendar]:
    before = working_calendar(country, part)
    return before, replace(before, off=before.off | {day})


def a_clock(calendar: OfficeCalendar, on: date, limits=OWN) -> RunningClock:
    """Started at noon, where the office is."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=calendar.zone).astimezone(UTC)
    when = due(noon, limits, calendar)
    return RunningClock("decide", noon, when.at, told_on=when.told_on)


@pytest.mark.parametrize(
    ("place", "started", "off", "was", "becomes"),
    [
        # Thailand, Monday to Friday: five days after a Monday is the next Monday.
        (("TH", None), "2026-11-09", "2026-11-12", "2026-11-16", "2026-11-17"),
        # The last day itself; the day before the weekend; the day on which it started.
        (("TH", None), "2026-11-09", "2026-11-16", "2026-11-16", "2026-11-17"),
        (("TH", None), "2026-11-06", "2026-11-13", "2026-11-13", "2026-11-16"),
        (("TH", None), "2026-11-09", "2026-11-09", "2026-11-16", "2026-11-16"),
        # A Saturday is off already, and so is what lies behind the last day.
        (("TH", None), "2026-11-09", "2026-11-14", "2026-11-16", "2026-11-16"),
        (("TH", None), "2026-11-09", "2026-11-17", "2026-11-16", "2026-11-16"),
        # Brunei rests on Fridays and Sundays, so a Saturday counts and a Friday does not.
        (("BN", None), "2026-11-02", "2026-11-07", "2026-11-09", "2026-11-10"),
        (("BN", None), "2026-11-02", "2026-11-06", "2026-11-09", "2026-11-09"),
        (("BN", None), "2026-11-09", "2026-11-12", "2026-11-16", "2026-11-17"),
        # Kedah rests on Fridays and Saturdays; the day after a Thursday off is a Sunday.
        (("MY", "KDH"), "2026-11-12", "2026-11-19", "2026-11-19", "2026-11-22"),
        (("MY", "KDH"), "2026-11-12", "2026-11-15", "2026-11-19", "2026-11-22"),
        (("MY", "KDH"), "2026-11-12", "2026-11-20", "2026-11-19", "2026-11-19"),
        # Kuala Lumpur rests on Saturdays and Sundays: the same days off, other ends.
        (("MY", "KUL"), "2026-11-12", "2026-11-19", "2026-11-19", "2026-11-20"),
        (("MY", "KUL"), "2026-11-12", "2026-11-15", "2026-11-19", "2026-11-19"),
        # Johor has rested on Saturdays and Sundays since 2025.
        (("MY", "JHR"), "2026-11-13", "2026-11-20", "2026-11-20", "2026-11-23"),
        # Over the end of a year in Singapore: New Year's Day is off anyway.
        (("SG", None), "2026-12-28", "2026-12-31", "2027-01-05", "2027-01-06"),
    ],
)  # fmt: skip
def test_the_end_moves_as_the_table_says(
    place: tuple[str, str | None], started: str, off: str, was: str, becomes: str
):
    day, later = date.fromisoformat(off), date.fromisoformat(becomes)
    both = calendars(*place, day)
    clock = a_clock(both[0], date.fromisoformat(started))
    assert clock.due_at.astimezone(both[0].zone).date().isoformat() == was
    moved = set_anew(clock, OWN, both, day)
    assert moved.due_at.astimezone(both[0].zone).date() == later
    assert moved.told_on == clock.told_on, "what was told stays without a reason"
    assert told_later(clock, OWN, both, day) == (later if becomes > was else None)


@pytest.mark.parametrize(
    "limits",
    [(Limit(24, "hours"), None), (Limit(7, "calendar_days"), None),
     (Limit(30, "working_days"), Limit(4, "calendar_days"))],
)  # fmt: skip
def test_hours_and_calendar_days_run_on(limits: tuple[Limit, Limit | None]):
    off = date(2026, 11, 10)
    both = calendars("TH", None, off)
    clock = a_clock(both[0], date(2026, 11, 9), limits)
    assert set_anew(clock, limits, both, off) == clock


def test_where_the_law_counts_in_calendar_days_the_day_told_stays():
    off, limits = date(2026, 11, 12), (Limit(5, "working_days"), Limit(60, "calendar_days"))
    both = calendars("TH", None, off)
    clock = a_clock(both[0], date(2026, 11, 9), limits)
    assert set_anew(clock, limits, both, off).due_at > clock.due_at
    assert told_later(clock, limits, both, off) is None


def test_a_clock_that_stands_still_keeps_the_days_that_were_left():
    off = date(2026, 11, 13)
    both = calendars("TH", None, off)
    stands = replace(
        a_clock(both[0], date(2026, 11, 9)), paused_at=datetime(2026, 11, 10, 5, tzinfo=UTC)
    )
    moved = set_anew(stands, OWN, both, off)
    left = [
        working_days_between(date(2026, 11, 10), c.due_at.astimezone(k.zone).date(), k)
        for c, k in ((stands, both[0]), (moved, both[1]))
    ]
    assert left[0] == left[1]


PLACES = st.sampled_from([("TH", None), ("BN", None), ("MY", "KDH"), ("MY", "KUL"), ("ID", None)])
DAYS = st.integers(0, 700).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@given(PLACES, DAYS, st.integers(-20, 60), st.integers(1, 40))
def test_a_day_off_takes_no_working_day_away_and_its_end_gives_it_back(
    place: tuple[str, str | None], started: date, ahead: int, days: int
):
    limits, off = (Limit(days, "working_days"), None), started + timedelta(days=ahead)
    both = calendars(*place, off)
    clock = a_clock(both[0], started, limits)
    moved = set_anew(clock, limits, both, off)
    zone = both[0].zone
    ends = [c.due_at.astimezone(zone).date() for c in (clock, moved)]
    assert ends[1] >= ends[0]
    if off > started:
        assert working_days_between(started, ends[1], both[1]) == days
    back = set_anew(moved, limits, (both[1], both[0]), off)
    assert back.due_at == clock.due_at


def test_off_or_not_is_only_of_the_place():
    off = date(2026, 11, 12)
    assert working_calendar("TH", None, (off,)).is_working_day(off) is False
    assert working_calendar("TH", None).is_working_day(off) is True
