"""When something is due, in the working days of an office."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol
from uuid import UUID

from backend.jurisdictions.rules import Unit

END_OF_DAY = time(23, 59, 59)
HOUR = timedelta(hours=1)


class WorkingCalendar(Protocol):
    """Working days of one country and subdivision, and its time zone."""

    @property
    def zone(self) -> tzinfo: ...

    def is_working_day(self, day: date) -> bool: ...


@dataclass(frozen=True)
class Limit:
    value: int
    unit: Unit


@dataclass(frozen=True)
class Due:
    """When the office must have done it, and the day that the complainant is told."""

    at: datetime
    told_on: date


@dataclass(frozen=True)
class RunningClock:
    """A clock as it stands; ``paused_hours`` are behind it."""

    name: str
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    paused_hours: float = 0.0
    told_on: date | None = None


@dataclass(frozen=True)
class KnownClock(RunningClock):
    """Perhaps a stopped one. ``told_before`` was moved for the proclaimed day ``told_because``."""

    told_before: date | None = None
    told_because: UUID | None = None
    stopped_at: datetime | None = None


def due_at(started: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """Hours run on rest days too; days end with the office's local day.

    The day on which a clock starts is not counted.
    """
    if limit.unit == "hours":
        return (started + timedelta(hours=limit.value)).astimezone(calendar.zone)
    local = started.astimezone(calendar.zone).date()
    if limit.unit == "calendar_days":
        return _end_of(local + timedelta(days=limit.value), calendar)
    return _end_of(after_working_days(local, limit.value, calendar), calendar)


def due(started: datetime, limits: tuple[Limit, Limit | None], calendar: WorkingCalendar) -> Due:
    """``limits``: our own, and what the law gives. We keep the earlier and tell the legal one."""
    own, legal = limits
    ours = due_at(started, own, calendar)
    if legal is None:
        return Due(ours, ours.date())
    lawful = due_at(started, legal, calendar)
    return Due(min(ours, lawful), lawful.date())


def after_working_days(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The ``count``-th working day after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            count -= 1
    return day


def working_days_between(start: date, end: date, calendar: WorkingCalendar) -> int:
    """Working days after ``start`` up to and with ``end``."""
    days = (end - start).days
    return sum(calendar.is_working_day(start + timedelta(days=n + 1)) for n in range(days))


def resumed(
    clock: RunningClock, at: datetime, limit: Limit, calendar: WorkingCalendar
) -> RunningClock:
    """The clock goes on with what was left of it: hours in hours, days in whole days.

    What was late when it was paused stays as late as it was; the day told moves with the clock.
    """
    if clock.paused_at is None:
        return clock
    moved = max(_goes_on_until(clock, at, limit, calendar), clock.due_at)
    return replace(
        clock,
        due_at=moved,
        paused_at=None,
        paused_hours=clock.paused_hours + max((at - clock.paused_at) / HOUR, 0.0),
        told_on=clock.told_on and clock.told_on + _days(clock.due_at, moved, calendar),
    )


def _goes_on_until(
    clock: RunningClock, at: datetime, limit: Limit, calendar: WorkingCalendar
) -> datetime:
    paused = min(clock.paused_at or at, at)
    if clock.due_at < paused:
        return clock.due_at
    if limit.unit == "hours":
        return (clock.due_at + (at - paused)).astimezone(calendar.zone)
    stood, goes_on, end = (m.astimezone(calendar.zone).date() for m in (paused, at, clock.due_at))
    if limit.unit == "calendar_days":
        return _end_of(end + (goes_on - stood), calendar)
    left = working_days_between(stood, end, calendar)
    return _end_of(after_working_days(goes_on, left, calendar), calendar)


def _days(before: datetime, after: datetime, calendar: WorkingCalendar) -> timedelta:
    """Whole local days between two moments."""
    return after.astimezone(calendar.zone).date() - before.astimezone(calendar.zone).date()


def earliest(clocks: list[RunningClock]) -> datetime | None:
    """What is due next; ``contest`` is the complainant's clock, not the office's."""
    running = [c.due_at for c in clocks if c.paused_at is None and c.name != "contest"]
    return min(running, default=None)


def _end_of(day: date, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day, END_OF_DAY, calendar.zone)
