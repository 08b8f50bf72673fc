"""The open data of a report: cells that no spreadsheet takes for a formula."""

import csv
import io
from typing import Any

from backend.reports.rules.editions import Texts
from backend.reports.rules.figures import ReportFigures, as_csv, as_json

#: Signs that begin a formula, in full width too.
_BEGINS_FORMULA = tuple("=+-@\t\r＝＋－＠")


def safe_cell(text: str) -> str:
    """Prefixed where it would run; a negative number stays a number."""
    if not text.startswith(_BEGINS_FORMULA) or (text[:1] == "-" and text[1:].isdecimal()):
        return text
    return f"'{text}"


def safe_csv(figures: ReportFigures) -> str:
    out = io.StringIO(newline="")
    lines = csv.reader(io.StringIO(as_csv(figures), newline=""))
    csv.writer(out).writerows([safe_cell(cell) for cell in line] for line in lines)
    return out.getvalue()


def open_report(figures: ReportFigures, texts: Texts) -> dict[str, Any]:
    """``figures`` is what the published SHA-256 is of, in its canonical spelling."""
    return {"figures": as_json(figures), "texts": texts}
