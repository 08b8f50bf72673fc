"""The open data of a report: cells that no spreadsheet takes for a formula."""

import csv
import io
import re
from typing import Any
from unicodedata import category, normalize

from backend.reports.rules.editions import Texts
from backend.reports.rules.figures import ReportFigures, as_csv, as_json

#: Signs that begin a formula; raised, small and full-width ones are read as these.
_BEGINS_FORMULA = frozenset("=+-@|%")
_NUMBER = re.compile(r"-\d+(\.\d+)?", re.ASCII)


def safe_cell(text: str) -> str:
    """Prefixed where it would run; a negative number stays a number.

    Programs trim what shows nothing, and quotation marks, before they look at the first sign.
    """
    first = next((sign for sign in normalize("NFKC", text) if not _is_trimmed(sign)), "")
    begins = text[:1] in {"\t", "\r", "\n"} or first in _BEGINS_FORMULA
    return f"'{text}" if begins and not _NUMBER.fullmatch(text) else text


def _is_trimmed(sign: str) -> bool:
    return sign.isspace() or sign in "\"'`" or category(sign) in {"Cc", "Cf", "Mn"}


def safe_csv(figures: ReportFigures) -> str:
    out = io.StringIO(newline="")
    lines = csv.reader(io.StringIO(as_csv(figures), newline=""))
    csv.writer(out).writerows([safe_cell(cell) for cell in line] for line in lines)
    return out.getvalue()


def open_report(figures: ReportFigures, texts: Texts) -> dict[str, Any]:
    """``figures`` is what the published SHA-256 is of, in its canonical spelling."""
    return {"figures": as_json(figures), "texts": texts}
