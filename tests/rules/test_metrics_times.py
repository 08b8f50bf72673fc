"""Response times with open cases in them, and working days counted a year at a time."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases.rules.clocks import working_days_between
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.times import CUTS, StageTimes, times_by_stage
from backend.reports.rules.publishing import times_table
from backend.reports.rules.statistics import Durations, time_until
from backend.reports.rules.working_days import WorkingDays
from tests.factories.facts import groups_of
from tests.factories.reports import MondayToFriday, a_fact, a_frame, approved, facts_of

TIMES = next(spec for spec in approved().tables if spec.kind == "times")


def times(facts: list[Fact], frame: Frame) -> dict[str, StageTimes]:
    return times_by_stage({cut: groups_of(facts, cut, frame) for cut in CUTS}, frame)


def test_open_cases_make_the_median_longer() -> None:
    # At risk: 7 at 2, 6 at 3, 4 at 5 (one was last seen at 4), 2 at 8 (one last seen at 6).
    # Left: 6/7, then 5/7, then 5/7 x 3/4 = 0.536, then x 1/2 = 0.268, then 0.
    durations = Durations([2, 3, 5, 8, 9], [4, 6])
    assert time_until(0.5, durations) == 8
    assert median(durations.ended) == 5
    assert time_until(0.9, durations) == 9


def test_a_share_that_was_never_reached_has_no_time() -> None:
    assert time_until(0.5, Durations([3], [5, 5, 5])) is None
    assert time_until(0.5, Durations([], [5, 5, 5])) is None


@given(st.lists(st.integers(0, 500), min_size=1, max_size=51).filter(lambda t: len(t) % 2))
def test_without_open_cases_the_median_is_the_plain_one(times: list[int]) -> None:
    assert time_until(0.5, Durations(times, [])) == median(times)


def test_a_case_still_open_counts_until_the_day_of_freezing() -> None:
    fact = a_fact(received_on=date(2026, 7, 6))
    stage = times([fact], a_frame(as_of=date(2026, 7, 16)))["t5"]
    assert stage.series["hours", False] == Durations([], [240.0])
    assert stage.series["working_days", False] == Durations([], [8.0])


def test_a_case_closed_before_a_stage_ended_counts_until_its_closing() -> None:
    fact = a_fact(received_on=date(2026, 7, 6), closed_on=date(2026, 7, 8), stage="withdrawn")
    stage = times([fact], a_frame())["t5"]
    assert stage.series["hours", False] == Durations([], [48.0])


def test_solving_is_counted_from_the_decision_even_after_the_closing() -> None:
    fact = a_fact(
        received_on=date(2026, 7, 6), t5_hours=48.0, t5_days=2, closed_on=date(2026, 7, 10)
    )
    stages = times([fact, a_fact()], a_frame(as_of=date(2026, 7, 18)))
    assert stages["t6"].series["hours", False] == Durations([], [240.0])
    assert stages["t6"].count.cases == stages["t6"].left_out.cases == 1


def test_net_time_leaves_out_waiting_for_the_complainant() -> None:
    fact = a_fact(t5_hours=100.0, t5_days=9, paused_hours=30.0)
    series = times([fact], a_frame())["t5"].series
    assert series["hours", False].ended == [100.0]
    assert series["hours", True].ended == [70.0]


@pytest.mark.parametrize(
    ("people", "median_status", "p90_status"), [(9, "s", "s"), (10, "r", "s"), (50, "r", "r")]
)
def test_a_median_needs_ten_people_and_a_ninetieth_percentile_fifty(
    people: int, median_status: str, p90_status: str
) -> None:
    frame = a_frame()
    facts = facts_of(people, t1_hours=6.0, t1_days=1)
    table = times_table(times(facts, frame), TIMES, frame)
    assert table.cell("t1", "hours", "median").status == median_status
    assert table.cell("t1", "hours", "p90").status == p90_status


def test_solving_is_hidden_where_it_would_say_how_few_were_not_decided() -> None:
    frame = a_frame()
    decided = facts_of(30, t5_hours=48.0, t5_days=2, t6_hours=9.0, t6_days=1)
    for undecided, status in ((0, "r"), (3, "c"), (12, "r")):
        stages = times([*decided, *facts_of(undecided)], frame)
        assert times_table(stages, TIMES, frame).cell("t6", "hours", "median").status == status


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 800))
def test_working_days_agree_with_those_of_the_clocks(start: date, days: int) -> None:
    calendar = MondayToFriday()
    end = start + timedelta(days=days)
    expected = working_days_between(start, end, calendar)
    assert WorkingDays({"TH": calendar}).between("TH", start, end) == expected
