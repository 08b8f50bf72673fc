"""One published number over the quarters, as a line that says what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.languages.formats import format_number, format_partial_date
from backend.languages.messages import msg, render
from backend.reports.rules.cells import cell_text
from backend.reports.rules.disclosure.values import TOTAL, Cell
from backend.reports.rules.figures import ReportFigures
from backend.reports.rules.names import UNITS
from backend.reports.rules.periods import Period

#: Fewer make no line.
FEWEST = 3
#: The line stays whole below the upper edge.
_HIGHEST = 95
_TABLE = "received-by-category"
_CAPTION = msg("Complaints received, quarter by quarter")
_QUARTER = msg("Quarter %(number)s, %(year)s")
_COLUMN = msg("Quarter", "three months")
# Numbers in this sentence are rounded to the nearest five.
_FINDING = msg("About %(last)s complaints in %(now)s, about %(first)s in %(then)s.")


@dataclass(frozen=True)
class Point:
    """``height`` is in hundredths of the picture; none is higher than 95."""

    name: str
    shown: str
    height: float


@dataclass(frozen=True)
class Trend:
    caption: str
    column: str
    value_column: str
    finding: str
    points: tuple[Point, ...]


def received_over_time(reports: Mapping[Period, ReportFigures], locale: str) -> Trend | None:
    """Of what was published only; quarters without a number are not in the line."""
    cells = {period: _total(reports[period]) for period in sorted(reports)}
    values = {period: cell for period, cell in cells.items() if cell and cell.value is not None}
    if len(values) < FEWEST:
        return None
    largest = max(cell.value or 0 for cell in values.values()) or 1
    points = tuple(
        Point(
            name=name_of_quarter(period, locale),
            shown=cell_text(cell, "cases", locale),
            height=_HIGHEST * (cell.value or 0) / largest,
        )
        for period, cell in values.items()
    )
    first, last = points[0], points[-1]
    finding = {"last": last.shown, "now": last.name, "first": first.shown, "then": first.name}
    return Trend(
        caption=render(_CAPTION, locale),
        column=render(_COLUMN, locale),
        value_column=render(UNITS["cases"], locale),
        finding=render(_FINDING, locale, None, **finding),
        points=points,
    )


def _total(figures: ReportFigures) -> Cell | None:
    table = figures.table(_TABLE)
    return table.cell(TOTAL, "cases") if table else None


def name_of_quarter(period: Period, locale: str) -> str:
    year = format_partial_date(f"{period.year:04d}", locale)
    number = format_number(period.quarter, locale)
    return render(_QUARTER, locale, number=number, year=year)
