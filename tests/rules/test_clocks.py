"""When something is due: working days of each country, rest days, pauses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cases.rules.clocks import (
    Limit,
    RunningClock,
    WorkingCalendar,
    due,
    due_at,
    earliest,
    resumed,
    working_days_between,
)
from backend.jurisdictions.queries import countries, limits, working_calendar

ONE_DAY = Limit(1, "working_days")
#: Hours since the beginning of 2024, as moments.
MOMENTS = st.integers(0, 24 * 1400).map(
    lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)


def next_working_day(country: str, subdivision: str | None, day: date) -> date:
    """After noon, where the office is, of that day."""
    calendar = working_calendar(country, subdivision)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=calendar.zone)
    return due_at(noon.astimezone(UTC), ONE_DAY, calendar).date()


@pytest.mark.parametrize(
    ("country", "subdivision", "received", "expected"),
    [
        # Brunei rests on Fridays and Sundays; a Saturday is a working day.
        ("BN", None, date(2026, 11, 5), date(2026, 11, 7)),
        ("BN", None, date(2026, 11, 7), date(2026, 11, 9)),
        # Kedah rests on Fridays and Saturdays; a Sunday is a working day.
        ("MY", "KDH", date(2026, 11, 12), date(2026, 11, 15)),
        # Johor rested so until the end of 2024, and on Saturdays and Sundays since.
        ("MY", "JHR", date(2024, 11, 14), date(2024, 11, 17)),
        ("MY", "JHR", date(2025, 11, 13), date(2025, 11, 14)),
        ("MY", "JHR", date(2025, 11, 14), date(2025, 11, 17)),
        ("MY", "KUL", date(2024, 11, 14), date(2024, 11, 15)),
        # Father's Day of Thailand on Saturday, 5 December 2026, is given back on Monday.
        ("TH", None, date(2026, 12, 4), date(2026, 12, 8)),
        # Indonesia does not work on its day of independence.
        ("ID", None, date(2026, 8, 14), date(2026, 8, 18)),
        ("SG", None, date(2026, 11, 13), date(2026, 11, 16)),
    ],
)
def test_the_next_working_day_is_that_of_the_office(
    country: str, subdivision: str | None, received: date, expected: date
):
    assert next_working_day(country, subdivision, received) == expected


def test_a_day_ends_where_the_office_is():
    calendar = working_calendar("TH", None)
    evening = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # already Wednesday in Bangkok
    found = due_at(evening, ONE_DAY, calendar)
    assert found == datetime(2026, 11, 26, 16, 59, 59, tzinfo=UTC)
    assert found.date() == date(2026, 11, 26)


def test_hours_run_on_rest_days_too_and_name_the_day_of_the_office():
    calendar = working_calendar("TH", None)
    saturday = datetime(2026, 11, 28, 16, 30, tzinfo=UTC)
    found = due_at(saturday, Limit(2, "hours"), calendar)
    assert found == saturday + timedelta(hours=2)
    assert found.date() == date(2026, 11, 29)


def test_the_earlier_of_two_limits_binds_and_the_legal_one_is_told():
    calendar = working_calendar("SG", None)
    monday = datetime(2026, 11, 2, 4, tzinfo=UTC)
    sooner = due(monday, (Limit(10, "working_days"), Limit(5, "working_days")), calendar)
    later = due(monday, (Limit(5, "working_days"), Limit(10, "working_days")), calendar)
    assert sooner.at == later.at
    assert sooner.told_on == date(2026, 11, 10)  # Deepavali is kept on the Monday after it
    assert later.told_on > later.at.date()


@pytest.mark.parametrize("country", sorted(countries()))
def test_every_country_has_a_limit_for_each_clock_and_a_calendar(country: str):
    calendar = working_calendar(country, None)
    for value, unit in limits(country).values():
        found = due_at(datetime(2026, 3, 2, 3, tzinfo=UTC), Limit(value, unit), calendar)
        assert found.tzinfo
        assert unit != "working_days" or calendar.is_working_day(found.date())


def a_clock(calendar: WorkingCalendar, started: datetime, limit: Limit) -> RunningClock:
    until = due_at(started, limit, calendar)
    return RunningClock("decide", started, until, told_on=until.date())


def test_a_paused_clock_goes_on_with_the_working_days_that_were_left():
    calendar = working_calendar("SG", None)
    limit = Limit(5, "working_days")
    clock = a_clock(calendar, datetime(2026, 3, 2, 2, tzinfo=UTC), limit)  # until Monday the 9th
    paused = RunningClock(**(vars(clock) | {"paused_at": datetime(2026, 3, 4, 2, tzinfo=UTC)}))
    friday = datetime(2026, 3, 13, 9, tzinfo=UTC)
    goes_on = resumed(paused, friday, limit, calendar)
    assert goes_on.due_at.date() == goes_on.told_on == date(2026, 3, 18)
    assert goes_on.paused_at is None
    assert round(goes_on.paused_hours) == 9 * 24 + 7


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 60), st.integers(0, 2000), st.integers(0, 2000))
def test_a_pause_never_brings_the_end_nearer_and_takes_no_working_day_away(
    started: datetime, days: int, until_pause: int, pause: int
):
    calendar, limit = working_calendar("TH", None), Limit(days, "working_days")
    clock = a_clock(calendar, started, limit)
    at = min(started + timedelta(hours=until_pause), clock.due_at)
    back = at + timedelta(hours=pause)
    goes_on = resumed(RunningClock(**(vars(clock) | {"paused_at": at})), back, limit, calendar)
    here = [moment.astimezone(calendar.zone).date() for moment in (at, back)]
    assert goes_on.due_at >= clock.due_at
    assert goes_on.due_at.astimezone(calendar.zone).time() == clock.due_at.time()
    assert working_days_between(here[1], goes_on.due_at.date(), calendar) == working_days_between(
        here[0], clock.due_at.date(), calendar
    )


def test_what_was_late_stays_as_late_as_it_was():
    calendar, limit = working_calendar("SG", None), ONE_DAY
    clock = a_clock(calendar, datetime(2026, 3, 2, 2, tzinfo=UTC), limit)
    paused = RunningClock(**(vars(clock) | {"paused_at": datetime(2026, 3, 10, 2, tzinfo=UTC)}))
    goes_on = resumed(paused, datetime(2026, 3, 20, 2, tzinfo=UTC), limit, calendar)
    assert goes_on.due_at == clock.due_at


def test_an_hour_kept_coarsely_may_lie_before_the_pause_and_changes_nothing():
    calendar, limit = working_calendar("SG", None), Limit(3, "working_days")
    clock = a_clock(calendar, datetime(2026, 3, 2, 2, tzinfo=UTC), limit)
    paused = RunningClock(**(vars(clock) | {"paused_at": datetime(2026, 3, 3, 2, 30, tzinfo=UTC)}))
    goes_on = resumed(paused, datetime(2026, 3, 3, 2, tzinfo=UTC), limit, calendar)
    assert (goes_on.due_at, goes_on.paused_hours) == (clock.due_at, 0)


def test_what_is_due_next_is_no_clock_that_stands_still_nor_that_of_the_complainant():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    clocks = [
        RunningClock("decide", at, at + timedelta(days=9)),
        RunningClock("assess", at, at + timedelta(days=2), paused_at=at),
        RunningClock("contest", at, at + timedelta(days=1)),
    ]
    assert earliest(clocks) == at + timedelta(days=9)
    assert earliest(clocks[1:]) is None
