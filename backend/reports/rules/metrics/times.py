"""M4: how long things took, still open cases included as lasting at least so long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from backend.reports.rules.disclosure.grids import NOTHING, Count
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.counting import how_many
from backend.reports.rules.metrics.groups import Cut, Groups
from backend.reports.rules.statistics import Durations

STAGES = ("t1", "t2", "t3", "t5", "t6")
#: Waiting for the complainant falls between receipt and decision, so only T5 has a net time.
NET_STAGES = frozenset({"t5"})
#: Solving begins with a decision: of the cases that were received, those that have one.
AFTER_DECISION = frozenset({"t6"})
#: (unit, whether without the waiting for the complainant)
Series = tuple[str, bool]


@dataclass(frozen=True)
class StageTimes:
    """``left_out``: cases of the cohort in which the stage cannot have begun."""

    count: Count
    left_out: Count
    series: Mapping[Series, Durations]


class Lasted(NamedTuple):
    """What is looked at of one stage; ``since`` and ``until`` only while it runs.

    ``until`` is when the case was closed, as it was looked at no longer then; none of solving, as
    a closed one may still be called solved.
    """

    hours: float | None
    days: int | None
    calendar: str
    since: date | None
    until: date | None = None
    paused_hours: float = 0.0


WITHOUT_DECISION = Cut("received_undecided")


def cut_of_stage(stage: str) -> Cut:
    fields = (f"{stage}_hours", f"{stage}_days", "calendar", f"{stage}_since")
    if stage in AFTER_DECISION:
        return Cut("received_decided", fields)
    paused = ("paused_hours",) if stage in NET_STAGES else ()
    return Cut("received", (*fields, f"{stage}_until", *paused))


CUTS = (*map(cut_of_stage, STAGES), WITHOUT_DECISION)


def times_by_stage(groups: Groups, frame: Frame) -> dict[str, StageTimes]:
    """Of the cases received in the period, observed to the day the figures are frozen."""
    return {stage: _times(groups, stage, frame) for stage in STAGES}


def _times(groups: Groups, stage: str, frame: Frame) -> StageTimes:
    found = groups[cut_of_stage(stage)]
    lasted = [(Lasted(*key), people) for keys, people in found for key in keys]
    series = {
        ("hours", False): _durations((_hours(one, frame), n) for one, n in lasted),
        ("working_days", False): _durations((_days(one, frame), n) for one, n in lasted),
    }
    if stage in NET_STAGES:
        series["hours", True] = _durations((_net(one, frame), n) for one, n in lasted)
    left_out = how_many(groups[WITHOUT_DECISION]) if stage in AFTER_DECISION else NOTHING
    return StageTimes(how_many(found), left_out, series)


def _durations(lasted: Iterable[tuple[tuple[float, bool], int]]) -> Durations:
    ended: list[float] = []
    running: list[float] = []
    for (time, over), cases in lasted:
        (ended if over else running).extend([float(time)] * cases)
    return Durations(ended, running)


def _hours(lasted: Lasted, frame: Frame) -> tuple[float, bool]:
    """The hours of a stage and whether it ended; whole days where it has not."""
    if lasted.hours is not None:
        return lasted.hours, True
    start, stop = _observed(lasted, frame)
    return max(0.0, (stop - start) / timedelta(hours=1)), False


def _days(lasted: Lasted, frame: Frame) -> tuple[float, bool]:
    if lasted.days is not None:
        return lasted.days, True
    return frame.working_days.between(lasted.calendar, *_observed(lasted, frame)), False


def _net(lasted: Lasted, frame: Frame) -> tuple[float, bool]:
    hours, over = _hours(lasted, frame)
    return max(0.0, hours - lasted.paused_hours), over


def _observed(lasted: Lasted, frame: Frame) -> tuple[date, date]:
    """From when until when it was looked at."""
    start = lasted.since or frame.as_of
    return start, min(lasted.until or frame.as_of, frame.as_of)
