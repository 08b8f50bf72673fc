"""From a case's history to the durations that its fact keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backend.cases.rules.clocks import Limit, WorkingCalendar, due_at, working_days_between
from backend.cases.rules.stages import Stage

_NOT_TAKEN_UP = frozenset({Stage.RECEIVED, Stage.WITHDRAWN})
_ASSESSED = frozenset(
    {
        Stage.IN_INVESTIGATION, Stage.AWAITING_ORGANISATION, Stage.PROPOSED_RESPONSE,
        Stage.IN_DIALOGUE, Stage.DECIDED, Stage.REMEDY_PENDING, Stage.CLOSED, Stage.REFERRED,
    }
)  # fmt: skip
#: Only there does it count when the person said that it was solved.
AFTER_DECISION = frozenset({Stage.DECIDED, Stage.REMEDY_PENDING, Stage.CLOSED})


@dataclass(frozen=True)
class History:
    """``entered``: each stage that was entered, oldest first; ``solved_at`` as the person said."""

    filed_at: datetime
    stage: Stage
    entered: Sequence[tuple[datetime, Stage]]
    answered_at: datetime | None = None
    solved_at: datetime | None = None


def ends_of(history: History) -> dict[str, tuple[datetime, datetime | None]]:
    """By stage of response times: when it began and when it ended, if it did."""
    filed, decided = history.filed_at, decided_at(history)
    return {
        "t1": (filed, _first(history, frozenset(Stage) - _NOT_TAKEN_UP)),
        "t2": (filed, _first(history, _ASSESSED)),
        "t3": (filed, history.answered_at),
        "t5": (filed, decided),
        "t6": (decided or filed, history.solved_at if decided else None),
    }


def decided_at(history: History) -> datetime | None:
    """The last decision; none once the case was reopened, as its clock then goes on."""
    if history.stage not in AFTER_DECISION:
        return None
    return max((at for at, stage in history.entered if stage is Stage.DECIDED), default=None)


def durations(history: History, calendar: WorkingCalendar) -> dict[str, float | int | None]:
    """``t1_hours``, ``t1_days`` and so on. Whole hours: finer ones would tell cases apart."""
    found: dict[str, float | int | None] = {}
    for stage, (began, ended) in ends_of(history).items():
        found[f"{stage}_hours"] = None if ended is None else _hours(began, ended)
        found[f"{stage}_days"] = None if ended is None else _days(began, ended, calendar)
    return found


def limit_met(
    filed_at: datetime,
    decided: datetime | None,
    limit: tuple[Limit, WorkingCalendar] | None,
    at: datetime,
) -> bool | None:
    """Whether the limit in law was kept; None where there is none or it still runs."""
    if limit is None:
        return None
    due = due_at(filed_at, *limit)
    if decided is not None:
        return decided <= due
    return False if at > due else None


def _first(history: History, stages: frozenset[Stage]) -> datetime | None:
    return next((at for at, stage in history.entered if stage in stages), None)


def _hours(began: datetime, ended: datetime) -> float:
    return float(max(0, round((ended - began).total_seconds() / 3600)))


def _days(began: datetime, ended: datetime, calendar: WorkingCalendar) -> int:
    return working_days_between(_day(began, calendar), _day(ended, calendar), calendar)


def _day(moment: datetime, calendar: WorkingCalendar) -> date:
    return moment.astimezone(calendar.zone).date()
