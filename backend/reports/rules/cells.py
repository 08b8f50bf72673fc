"""A cell as its reader sees it: a number in their digits, or why there is none."""

from backend.languages.formats import format_number, format_percent
from backend.languages.messages import msg, render
from backend.reports.rules.disclosure.values import EMPTY, Cell
from backend.reports.rules.names import STATUS_NOTES

_WITH_PEOPLE = msg("%(cases)s, from %(people)s people")
# A share with the interval in which it lies.
_BETWEEN = msg("%(share)s (between %(low)s and %(high)s)")


def cell_text(cell: Cell, unit: str, locale: str) -> str:
    if cell.value is None or cell.status in EMPTY:
        return render(STATUS_NOTES[cell.status], locale)
    if unit != "percent":
        return format_number(cell.value, locale)
    share = format_percent(cell.value / 100, locale)
    if cell.lo is None or cell.hi is None:
        return share
    low, high = (format_percent(bound / 100, locale) for bound in (cell.lo, cell.hi))
    return render(_BETWEEN, locale, share=share, low=low, high=high)


def with_people(cases: Cell, people: Cell | None, locale: str) -> str:
    """Cases and people in one cell; a hidden one says so once."""
    shown = cell_text(cases, "cases", locale)
    if people is None or not cases.value or not people.value:
        return shown
    return render(_WITH_PEOPLE, locale, cases=shown, people=format_number(people.value, locale))
