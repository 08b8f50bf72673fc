"""When something is due, in the working days of an office."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, Protocol

Unit = Literal["hours", "calendar_days", "working_days"]
END_OF_DAY = time(23, 59, 59)


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
class RunningClock:
    """A clock as it stands; ``paused_hours`` are behind it."""

    name: str
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    paused_hours: float = 0.0


def due_at(started: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """Hours run on rest days too; days end with the office's local day.

    The day on which a clock starts is not counted.
    """
    if limit.unit == "hours":
        return started + timedelta(hours=limit.value)
    local = started.astimezone(calendar.zone).date()
    if limit.unit == "calendar_days":
        return _end_of(local + timedelta(days=limit.value), calendar)
    return _end_of(after_working_days(local, limit.value, calendar), calendar)


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


def resumed(clock: RunningClock, at: datetime) -> RunningClock:
    """The clock goes on where it stopped: its due time moves by the length of the pause."""
    if clock.paused_at is None:
        return clock
    pause = at - clock.paused_at
    return RunningClock(
        clock.name,
        clock.started_at,
        clock.due_at + pause,
        None,
        clock.paused_hours + pause.total_seconds() / 3600,
    )


def earliest(clocks: list[RunningClock]) -> datetime | None:
    """What is due next; ``contest`` is the complainant's clock, not the office's."""
    running = [c.due_at for c in clocks if c.paused_at is None and c.name != "contest"]
    return min(running, default=None)


def _end_of(day: date, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day, END_OF_DAY, calendar.zone)
