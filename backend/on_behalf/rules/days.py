"""Days as people and spreadsheets write them, in the digits of any script."""

import re
import unicodedata
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
#: Excel saves a day with its midnight.
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?$")
_BUDDHIST_YEARS_AHEAD = 543
_NO_YEAR_OF_OURS = 2400


def read_parts(typed: str) -> tuple[str, str, str] | None:
    """Year, month, day; what was left out is empty. ``2026-12-31``, ``31/12/2026``, ``12/2026``."""
    plain = _MIDNIGHT.sub("", _digits(typed.strip()))
    iso = _ISO.fullmatch(plain)
    if iso:
        year, month, day = iso.groups("")
    else:
        written = _DAY_FIRST.fullmatch(plain)
        if written is None:
            return None
        day, month, year = written.groups("")
    if int(year) > _NO_YEAR_OF_OURS:
        year = f"{int(year) - _BUDDHIST_YEARS_AHEAD:04}"
    return year, month, day


def read_day(typed: str) -> date | None:
    """A whole day, or nothing where it is none."""
    parts = read_parts(typed)
    if parts is None or not all(parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
