"""M4: how long things took, still open cases included as lasting at least so long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.reports.rules.disclosure.grids import Count
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.counting import how_many
from backend.reports.rules.metrics.dimensions import decided_on
from backend.reports.rules.statistics import Durations

STAGES = ("t1", "t2", "t3", "t5", "t6")
#: Waiting for the complainant falls between receipt and decision, so only T5 has a net time.
NET_STAGES = frozenset({"t5"})
#: (unit, whether without the waiting for the complainant)
Series = tuple[str, bool]


@dataclass(frozen=True)
class StageTimes:
    """``left_out``: cases of the cohort in which the stage cannot have begun."""

    count: Count
    left_out: Count
    series: Mapping[Series, Durations]


def times_by_stage(cohort: Sequence[Fact], frame: Frame) -> dict[str, StageTimes]:
    """Of the cases received in the period, observed to the day the figures are frozen."""
    decided = [fact for fact in cohort if fact.t5_hours is not None]
    undecided = [fact for fact in cohort if fact.t5_hours is None]
    every = {stage: _times(cohort, (), stage, frame) for stage in STAGES if stage != "t6"}
    return {**every, "t6": _times(decided, undecided, "t6", frame)}


def _times(facts: Sequence[Fact], left_out: Sequence[Fact], stage: str, frame: Frame) -> StageTimes:
    series = {
        ("hours", False): _durations([_hours(fact, stage, frame) for fact in facts]),
        ("working_days", False): _durations([_days(fact, stage, frame) for fact in facts]),
    }
    if stage in NET_STAGES:
        net = [_net(fact, stage, frame) for fact in facts]
        series[("hours", True)] = _durations(net)
    return StageTimes(how_many(facts), how_many(left_out), series)


def _durations(lasted: Iterable[tuple[float, bool]]) -> Durations:
    both = list(lasted)
    ended = [float(time) for time, over in both if over]
    return Durations(ended, [float(time) for time, over in both if not over])


def _hours(fact: Fact, stage: str, frame: Frame) -> tuple[float, bool]:
    """The hours of a stage and whether it ended; whole days where it has not."""
    taken: float | None = getattr(fact, f"{stage}_hours")
    if taken is not None:
        return taken, True
    lasted = _stop(fact, stage, frame) - _start(fact, stage)
    return max(0.0, lasted / timedelta(hours=1)), False


def _days(fact: Fact, stage: str, frame: Frame) -> tuple[float, bool]:
    taken: int | None = getattr(fact, f"{stage}_days")
    if taken is not None:
        return taken, True
    start, stop = _start(fact, stage), _stop(fact, stage, frame)
    return frame.working_days.between(fact.calendar, start, stop), False


def _net(fact: Fact, stage: str, frame: Frame) -> tuple[float, bool]:
    hours, over = _hours(fact, stage, frame)
    return max(0.0, hours - fact.paused_hours), over


def _start(fact: Fact, stage: str) -> date:
    return (decided_on(fact) or fact.received_on) if stage == "t6" else fact.received_on


def _stop(fact: Fact, stage: str, frame: Frame) -> date:
    """Until when it was looked at: a closed case no longer, but it may still be called solved."""
    closed = None if stage == "t6" else fact.closed_on
    return min(closed or frame.as_of, frame.as_of)
