"""A report as its reader sees it: charts, sheets and key figures in words of their language."""

from collections.abc import Callable
from dataclasses import dataclass

from backend.languages.messages import Message, msg, render
from backend.reports.rules.cells import cell_text, with_people
from backend.reports.rules.disclosure.values import TOTAL, Cell, Table
from backend.reports.rules.figures import ReportFigures, bars
from backend.reports.rules.names import DEFINITIONS, DIMENSIONS, ROWS, TABLES, UNITS


@dataclass(frozen=True)
class Words:
    """``row`` names a row of a dimension, whoever owns its name, in ``locale``."""

    locale: str
    row: Callable[[str, str], str]

    def say(self, message: Message) -> str:
        return render(message, self.locale)


@dataclass(frozen=True)
class Line:
    """One row of a chart; ``share`` is the length of its bar, 0 to 100, if it has one."""

    name: str
    shown: str
    share: float | None = None


@dataclass(frozen=True)
class Chart:
    caption: str
    column: str
    value_column: str
    rows: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """A table of several columns; ``columns`` begins with that of the rows' names.

    ``compared`` says that numbers stand alone in the others, to be read down the column.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    compared: bool = False


@dataclass(frozen=True)
class KeyFigure:
    shown: str
    words: str
    definition: str
    hidden: bool


#: Table, row, column, unit, and what the number is.
_KEYS: tuple[tuple[str, str, str, str, Message], ...] = (
    ("received-by-category", TOTAL, "", "cases", msg("complaints received")),
    ("received-by-category", TOTAL, "", "people", msg("people who complained")),
    ("backlog-by-age", TOTAL, "", "cases", msg("complaints open at the end of the period")),
    (
        "times", "t3", "median", "hours",
        msg("hours until half of the people had an answer from a person"),
    ),
    (
        "times", "t5", "median", "working_days",
        msg("working days until half of the complaints were decided"),
    ),
    (
        "outcomes", "upheld_or_partly", "", "percent",
        msg("of decisions found the complainant right, fully or partly"),
    ),
)  # fmt: skip
_IN_HOURS = msg("Time needed for each step, in hours")
_IN_DAYS = msg("Time needed for each step, in working days")
_NET = msg("From receipt to the decision, without waiting for the complainant")
# Fewer than that share of the complaints have come so far.
_NOT_REACHED = msg("Not reached yet")
_COUNT_AND_SHARE = msg("%(number)s (%(share)s)")


def key_figures(figures: ReportFigures, words: Words) -> tuple[KeyFigure, ...]:
    """Those that the report has; a hidden one says that it is hidden."""
    found = []
    for table_id, row, column, unit, message in _KEYS:
        table = figures.table(table_id)
        cell = table.cell(row, unit, column) if table else None
        if table and cell:
            alone = _without_interval(cell)
            shown = _time(alone, unit, words) if column else cell_text(alone, unit, words.locale)
            definition = words.say(DEFINITIONS[table.metric_id])
            found.append(KeyFigure(shown, words.say(message), definition, cell.value is None))
    return tuple(found)


def shown_table(table: Table, words: Words) -> tuple[Chart | Sheet, ...]:
    if table.dims[:2] == ("stage", "statistic"):
        units = (("hours", _IN_HOURS), ("working_days", _IN_DAYS))
        return tuple(_times(table, unit, caption, words) for unit, caption in units)
    if table.dims[:2] == ("country", "statistic"):
        return (_by_country(table, words),)
    return (_chart(table, words),)


def _chart(table: Table, words: Words) -> Chart:
    dimension = table.dims[0]
    unit = "requests" if any(row.unit == "requests" for row in table.rows) else "cases"
    people = {row.dim1_value: row.cell for row in table.rows if row.unit == "people"}
    lines = [
        Line(words.row(dimension, bar.row), _shown(bar.cell, unit, people.get(bar.row), words),
             bar.width or None)
        for bar in bars(table, unit)
    ]  # fmt: skip
    lines += [
        Line(words.row(dimension, row.dim1_value),
             _shown(row.cell, row.unit, people.get(row.dim1_value), words))
        for row in table.rows
        if (row.unit == unit and row.dim1_value == TOTAL) or row.unit == "percent"
    ]  # fmt: skip
    return Chart(
        words.say(TABLES[table.id]),
        words.say(DIMENSIONS[dimension]),
        words.say(UNITS[unit]),
        tuple(lines),
    )


def _shown(cell: Cell, unit: str, people: Cell | None, words: Words) -> str:
    if unit == "cases" and people is not None:
        return with_people(cell, people, words.locale)
    return cell_text(cell, unit, words.locale)


def _times(table: Table, unit: str, caption: Message, words: Words) -> Sheet:
    """The net time of a stage is a row of its own below the stage's."""
    rows: list[tuple[str, ...]] = []
    for stage in dict.fromkeys(row.dim1_value for row in table.rows):
        rows.append((words.row("stage", stage), *_pair(table, stage, unit, "", words)))
        if table.cell(stage, unit, "median_net"):
            rows.append((words.say(_NET), *_pair(table, stage, unit, "_net", words)))
    columns = [words.say(ROWS["statistic"][name]) for name in ("median", "p90")]
    named = (words.say(DIMENSIONS["stage"]), *columns)
    return Sheet(words.say(caption), named, tuple(rows), compared=True)


def _pair(table: Table, stage: str, unit: str, ending: str, words: Words) -> tuple[str, ...]:
    cells = (table.cell(stage, unit, f"{name}{ending}") or Cell("n") for name in ("median", "p90"))
    return tuple(_time(cell, unit, words) for cell in cells)


def _time(cell: Cell, unit: str, words: Words) -> str:
    if cell.status == "x":
        return words.say(_NOT_REACHED)
    return cell_text(cell, unit, words.locale)


def _by_country(table: Table, words: Words) -> Sheet:
    """Counts of systems with their share in the same cell."""
    statistics = tuple(dict.fromkeys(row.dim2_value for row in table.rows))
    countries = tuple(dict.fromkeys(row.dim1_value for row in table.rows))
    columns = [words.say(ROWS["statistic"][name]) for name in statistics]
    rows = [
        (words.row("country", place), *(_count(table, place, name, words) for name in statistics))
        for place in countries
    ]
    return Sheet(
        words.say(TABLES[table.id]), (words.say(DIMENSIONS["country"]), *columns), tuple(rows)
    )


def _count(table: Table, place: str, statistic: str, words: Words) -> str:
    count, share = (table.cell(place, unit, statistic) for unit in ("systems", "percent"))
    if count is None:
        # Of a basis that only another country's systems have there are none here.
        return cell_text(share or Cell("z", 0), "percent" if share else "systems", words.locale)
    shown = cell_text(count, "systems", words.locale)
    if share is None or share.value is None:
        return shown
    share_text = cell_text(share, "percent", words.locale)
    return render(_COUNT_AND_SHARE, words.locale, number=shown, share=share_text)


def _without_interval(cell: Cell) -> Cell:
    """A key figure is large and alone; its interval stands in the table."""
    return cell if cell.value is None else Cell(cell.status, cell.value)
