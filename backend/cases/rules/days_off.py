"""What a day off that is proclaimed, or withdrawn, does to a clock that runs."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from backend.cases.rules.clocks import (
    END_OF_DAY,
    Limit,
    RunningClock,
    WorkingCalendar,
    after_working_days,
    due_at,
    working_days_between,
)

Limits = tuple[Limit, Limit | None]


def set_anew(
    clock: RunningClock,
    limits: Limits,
    calendars: tuple[WorkingCalendar, WorkingCalendar],
    day: date,
) -> RunningClock:
    """``calendars``: before and after ``day`` changed. The day told stays: see ``told_later``.

    As many working days are left as before. Hours and calendar days run on whatever is proclaimed.
    """
    before, after = calendars
    end = clock.due_at.astimezone(before.zone)
    if _binding(clock, limits, before).unit != "working_days" or end.time() != END_OF_DAY:
        return clock
    moved = _moved(end.date(), _start(clock, before), calendars, day)
    return replace(clock, due_at=datetime.combine(moved, END_OF_DAY, after.zone))


def told_later(
    clock: RunningClock,
    limits: Limits,
    calendars: tuple[WorkingCalendar, WorkingCalendar],
    day: date,
) -> date | None:
    """The later day that the complainant can be told, with the reason; none where none is later."""
    own, legal = limits
    if clock.told_on is None or (legal or own).unit != "working_days":
        return None
    moved = _moved(clock.told_on, _start(clock, calendars[0]), calendars, day)
    return moved if moved > clock.told_on else None


def _binding(clock: RunningClock, limits: Limits, calendar: WorkingCalendar) -> Limit:
    """Of our own limit and that of the law the earlier."""
    own, legal = limits
    if legal is None:
        return own
    ours, lawful = (due_at(clock.started_at, limit, calendar) for limit in (own, legal))
    return own if ours <= lawful else legal


def _start(clock: RunningClock, calendar: WorkingCalendar) -> date:
    return clock.started_at.astimezone(calendar.zone).date()


def _moved(
    end: date, start: date, calendars: tuple[WorkingCalendar, WorkingCalendar], day: date
) -> date:
    """``end`` with as many working days before it as it had, where ``day`` lies in between."""
    before, after = calendars
    if not start < day <= end:
        return end
    since = day - timedelta(days=1)
    return after_working_days(since, working_days_between(since, end, before), after)
