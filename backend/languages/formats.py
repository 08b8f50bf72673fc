"""Dates, times, numbers and lists as the reader of a locale writes them. Never for data files."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from unicodedata import decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date as cldr_date
from babel.dates import format_time as cldr_time
from babel.dates import get_date_format
from babel.lists import format_list as cldr_list
from babel.numbers import format_decimal
from babel.numbers import format_percent as cldr_percent

from backend.languages.cldr import cldr
from backend.languages.locales import LOCALES

Style = Literal["short", "medium", "long", "full"]
#: How exactly a time is shown; times of a complainant's acts are never shown more exact than kept.
Exactness = Literal["day", "hour", "minute"]

_BUDDHIST_YEARS_AHEAD = 543
_BURMESE_DIGITS = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")
_LONGEST_NUMBER = 18
_TETUM_MONTHS = [
    "Janeiru",
    "Fevereiru",
    "Marsu",
    "Abríl",
    "Maiu",
    "Juñu",
    "Jullu",
    "Agostu",
    "Setembru",
    "Outubru",
    "Novembru",
    "Dezembru",
]
_TETUM_DAYS = ["Segunda", "Tersa", "Kuarta", "Kinta", "Sesta", "Sábadu", "Domingu"]
# As letters of an office write a day, where CLDR has only the form of a calendar.
_FULL_DATES = {
    "km": "'ថ្ងៃទី' d 'ខែ'MMMM 'ឆ្នាំ' y",
    "vi": "EEEE, 'ngày' d MMMM 'năm' y",
}
# CLDR has nothing but the English AM and PM for them.
_BY_24_HOURS = {"km", "ta"}
# (between, before the last), where CLDR has a dash, nothing or a U+200B.
_LISTS = {
    "km": (", ", " និង "),
    "lo": (", ", " ແລະ "),
    "my": ("၊ ", " နှင့် "),
    "tet": (", ", " no "),
}
_MONTH_PATTERNS = {"th": "MMMM 'พ.ศ.' y"}


@lru_cache(maxsize=8192)
def format_date(value: date, tag: str, style: Style = "long") -> str:
    """A day: ``9 มีนาคม พ.ศ. 2569`` for Thai, Burmese digits for Burmese."""
    if tag == "tet" and style != "short":
        return _tetum_date(value, style)
    pattern = get_date_format(style, locale=cldr(tag)).pattern
    if style == "full":
        pattern = _FULL_DATES.get(tag, pattern)
    return _dated(value, tag, pattern)


@lru_cache(maxsize=1024)
def format_partial_date(value: str, tag: str) -> str:
    """``2026``, ``2026-03`` or ``2026-03-09`` as a year, a month or a day, no more exact.

    ValueError for anything else.
    """
    parts = [int(part) for part in value.split("-")]
    match parts:
        case [_, _, _]:
            return format_date(date.fromisoformat(value), tag)
        case [year, month]:
            return _month(date(year, month, 1), tag)
        case [year]:
            return _dated(date(year, 1, 1), tag, "'พ.ศ.' y" if tag == "th" else "y")
        case _:
            raise ValueError(value)


@lru_cache(maxsize=8192)
def format_datetime(
    at: datetime, tag: str, exact: Exactness = "minute", zone: str = "UTC", style: Style = "long"
) -> str:
    """An aware moment in a time zone. ``hour`` shows the begun hour (14:00)."""
    local = at.astimezone(ZoneInfo(zone))
    day = format_date(local.date(), tag, style)
    if exact == "day":
        return day
    if exact == "hour":
        local = local.replace(minute=0)
    shape = "H:mm" if tag in _BY_24_HOURS else "short"
    time = _cleaned(cldr_time(local, shape, tzinfo=local.tzinfo, locale=cldr(tag)), tag)
    return _together(f"{day} {time}", tag)


@lru_cache(maxsize=8192)
def format_number(value: float | Decimal, tag: str) -> str:
    return _cleaned(format_decimal(value, locale=cldr(tag)), tag)


@lru_cache(maxsize=8192)
def format_percent(value: float | Decimal, tag: str, digits: int = 0) -> str:
    """A share of 1 as a percentage with so many decimals: 0.256 → ``26%``."""
    pattern = cldr(tag).percent_formats[None].pattern
    if digits:
        pattern = pattern.replace("##0", "##0." + "0" * digits)
    return _cleaned(cldr_percent(value, format=pattern, locale=cldr(tag)), tag)


def format_list(items: Sequence[str], tag: str) -> str:
    """``a, b and c``."""
    if tag in _LISTS and len(items) > 1:
        between, last = _LISTS[tag]
        return between.join(items[:-1]) + last + items[-1]
    return str(cldr_list(items, locale=cldr(tag)))


def parse_digits(text: str) -> int | None:
    """A whole number typed in the digits of any script; None where it is none."""
    digits = [decimal(character, None) for character in text.strip()]
    if not 0 < len(digits) <= _LONGEST_NUMBER or None in digits:
        return None
    return int("".join(str(digit) for digit in digits))


def _month(first: date, tag: str) -> str:
    if tag == "tet":
        return f"{_TETUM_MONTHS[first.month - 1]} {first.year}"
    pattern = _MONTH_PATTERNS.get(tag) or cldr(tag).datetime_skeletons["yMMMM"].pattern
    return _dated(first, tag, pattern)


def _dated(value: date, tag: str, pattern: str) -> str:
    if tag == "th":
        # Babel knows no Buddhist calendar: days and months are the same, the year is put in.
        year = str(value.year + _BUDDHIST_YEARS_AHEAD)
        pattern = pattern.replace("G", "'พ.ศ.'").replace("yyyy", "y").replace("yy", "y")
        pattern = pattern.replace("y", f"'{year}'")
    return _together(_cleaned(cldr_date(value, pattern, locale=cldr(tag)), tag), tag)


def _tetum_date(value: date, style: Style) -> str:
    day = f"{value.day} {_TETUM_MONTHS[value.month - 1]} {value.year}"
    return f"{_TETUM_DAYS[value.weekday()]}, {day}" if style == "full" else day


def _cleaned(text: str, tag: str) -> str:
    """Burmese digits where they are read; no U+200B, which CLDR puts into long Khmer dates."""
    text = text.replace("\u200b", "")
    return text.translate(_BURMESE_DIGITS) if tag == "my" else text


def _together(text: str, tag: str) -> str:
    """From right to left the number of a day would part from a month in Latin letters."""
    return f"\u2068{text}\u2069" if LOCALES[tag].direction == "rtl" else text
