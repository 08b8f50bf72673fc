"""The day of an office: where it begins and ends, and what is counted in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.cases.rules.counted import OpenCases
from backend.cases.rules.stages import Stage

Key = TypeVar("Key")


@dataclass(frozen=True)
class Day:
    """Now, and where yesterday, tomorrow and the day after begin where the office is."""

    at: datetime
    day: date
    yesterday: datetime
    tomorrow: datetime
    after: datetime

    @property
    def since(self) -> date:
        return self.day - timedelta(days=1)

    def due(self, which: str) -> tuple[datetime, datetime]:
        """What is still to come of today, or tomorrow."""
        return (self.at, self.tomorrow) if which == "today" else (self.tomorrow, self.after)


def day_of(at: datetime, zone: str) -> Day:
    day = at.astimezone(ZoneInfo(zone)).date()

    def begin(days: int) -> datetime:
        return datetime.combine(day + timedelta(days=days), time(), ZoneInfo(zone))

    return Day(at, day, begin(-1), begin(1), begin(2))


@dataclass(frozen=True)
class Counts:
    """Of some open cases."""

    open: int = 0
    new: int = 0
    late: int = 0
    due_today: int = 0
    due_tomorrow: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(vars(self)[name] + vars(other)[name] for name in vars(self)))


def counts_of(groups: Iterable[OpenCases]) -> Counts:
    found = (Counts(g.open, g.new, g.late, g.due_today, g.due_tomorrow) for g in groups)
    return sum(found, Counts())


def by_stage(groups: Iterable[OpenCases]) -> Mapping[Stage, Counts]:
    return _grouped(groups, lambda group: group.stage)


def by_person(groups: Iterable[OpenCases]) -> Mapping[UUID | None, Counts]:
    """Cases that nobody works on stand under none."""
    return _grouped(groups, lambda group: group.assignee_id)


def by_owner(groups: Iterable[OpenCases]) -> Mapping[UUID | None, Counts]:
    """Cases that were put to no owner stand under none."""
    return _grouped(groups, lambda group: group.owner_id)


def _grouped(groups: Iterable[OpenCases], key: Callable[[OpenCases], Key]) -> Mapping[Key, Counts]:
    found: dict[Key, Counts] = {}
    for group in groups:
        found[key(group)] = found.get(key(group), Counts()) + counts_of([group])
    return found
