"""Country profiles and working calendars, read once from workflows/."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from backend.data_files import WORKFLOWS, read_data
from backend.jurisdictions.rules import ISO2, Country, Unit, read_country
from backend.languages.sorting import in_order
from backend.languages.texts import best_text

COUNTRIES = ISO2
FOLDER = WORKFLOWS / "jurisdictions"


@lru_cache
def countries() -> dict[str, Country]:
    """By ISO code; a fault in a file ends the start."""
    schema = FOLDER / "country.schema.json"
    return {code: read_country(read_data(FOLDER / f"{code}.yaml", schema)) for code in ISO2}


@lru_cache
def country_choices(locale: str) -> tuple[tuple[str, str], ...]:
    """Code and name, sorted by the name that the reader sees."""
    named = [(code, best_text(c.names, locale).text) for code, c in countries().items()]
    return tuple(in_order(named, locale, itemgetter(1)))


def country(code: str) -> Country:
    return countries()[code]


def zone_of(code: str) -> str:
    """The name of the time zone in which offices of a country work."""
    known = countries().get(code)
    return known.zone if known else "UTC"


def newest_day(at: datetime) -> date:
    """The day where it begins first: whoever names it does not speak of the future."""
    return max(at.astimezone(ZoneInfo(known.zone)).date() for known in countries().values())


@dataclass(frozen=True)
class OfficeCalendar:
    """Working days of a country and, where it has its own, a subdivision.

    ``off``: days that were proclaimed off. ``known``: what the library said of a day.
    """

    zone: tzinfo
    days: holidays.HolidayBase
    off: frozenset[date] = frozenset()
    known: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)

    def is_working_day(self, day: date) -> bool:
        if day in self.off:
            return False
        if day not in self.known:
            # Only this method knows the rest days; its weekend attribute is wrong in places.
            self.known[day] = bool(self.days.is_working_day(day))
        return self.known[day]


@lru_cache
def working_calendar(
    code: str, subdivision: str | None, off: tuple[date, ...] = ()
) -> OfficeCalendar:
    days = holidays.country_holidays(code, subdiv=subdivision or None)
    return OfficeCalendar(ZoneInfo(country(code).zone), days, frozenset(off))


@lru_cache
def limits(code: str) -> dict[str, tuple[int, Unit]]:
    """Clock → (value, unit): the portal's own, with the country's departures."""
    own = _clocks()["clocks"]
    return {name: (limit["value"], limit["unit"]) for name, limit in own.items()} | dict(
        country(code).limits
    )


def first_action(severity: str) -> tuple[int, Unit]:
    limit = _clocks()["first_action"][severity]
    return limit["value"], limit["unit"]


@lru_cache
def _clocks() -> Any:
    return read_data(WORKFLOWS / "clocks.yaml", WORKFLOWS / "clocks.schema.json")
