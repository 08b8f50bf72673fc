"""Working days between any two days, counted once a year and calendar."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate

from backend.cases.rules.clocks import WorkingCalendar


class WorkingDays:
    """Like ``cases.rules.clocks.working_days_between``, for very many pairs of days."""

    def __init__(self, calendars: Mapping[str, WorkingCalendar]) -> None:
        self._calendars = calendars
        self._years: dict[tuple[str, int], tuple[int, ...]] = {}

    def between(self, calendar: str, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; none if it is not later."""
        if end <= start:
            return 0
        whole = sum(self._year(calendar, year)[-1] for year in range(start.year, end.year))
        return whole + self._by(calendar, end) - self._by(calendar, start)

    def _by(self, calendar: str, day: date) -> int:
        return self._year(calendar, day.year)[day.timetuple().tm_yday - 1]

    def _year(self, calendar: str, year: int) -> tuple[int, ...]:
        """By each day of the year: the working days from New Year's Day up to and with it."""
        key = (calendar, year)
        if key not in self._years:
            first = date(year, 1, 1)
            days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
            works = self._calendars[calendar].is_working_day
            self._years[key] = tuple(accumulate(int(works(day)) for day in days))
        return self._years[key]
