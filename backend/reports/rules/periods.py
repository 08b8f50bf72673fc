"""Quarters: their days, their order, and when one may be published."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """One quarter of a year; written ``2026-Q3``."""

    year: int
    quarter: int

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.quarter}"

    @cached_property
    def first(self) -> date:
        return date(self.year, 3 * self.quarter - 2, 1)

    @cached_property
    def last(self) -> date:
        return self.later(1).first - timedelta(days=1)

    def later(self, quarters: int) -> "Period":
        year, index = divmod(self.year * 4 + self.quarter - 1 + quarters, 4)
        return Period(year, index + 1)

    def has(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def read_period(text: str) -> Period:
    """ValueError unless it is written ``2026-Q3``."""
    found = _QUARTER.fullmatch(text)
    if found is None or found[1] == "0000":
        raise ValueError(text)
    return Period(int(found[1]), int(found[2]))


def period_of(day: date) -> Period:
    return Period(day.year, (day.month + 2) // 3)


def publishable(period: Period, today: date, lag_days: int) -> bool:
    """``lag_days`` after the period's last day; without a lag while the period still runs."""
    if lag_days == 0:
        return period.first <= today
    return period.last + timedelta(days=lag_days) <= today


def provisional(period: Period, today: date) -> bool:
    """Whether the period still runs, so that its figures will change."""
    return today <= period.last


def publishable_periods(today: date, lag_days: int, how_many: int = 8) -> list[Period]:
    """The newest quarters that may be reported now, newest first."""
    newest = period_of(today)
    found = (newest.later(-back) for back in range(how_many + 8))
    return [period for period in found if publishable(period, today, lag_days)][:how_many]
