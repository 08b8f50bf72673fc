"""What one report holds: its figures as a frozen value, as canonical JSON, and as rows of CSV."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from backend.reports.rules.disclosure.values import TOTAL, Cell, Row, Table
from backend.reports.rules.findings import Finding, read_finding

COLUMNS = (
    "metric_id", "definition_version", "period", "organisation", "country",
    "dim1", "dim1_value", "dim2", "dim2_value",
    "numerator", "denominator", "value", "unit", "lo", "hi", "status",
)  # fmt: skip
#: In the column ``country`` of a row that is of no single one.
EVERY_COUNTRY = "all"
NUMBERS = ("numerator", "denominator", "value", "lo", "hi")


@dataclass(frozen=True)
class UpdateFigure:
    """A model update by its public id and its system's slug, and how many cases it answered."""

    id: str
    system: str
    live_from: date
    cases: Cell


@dataclass(frozen=True)
class ReportFigures:
    """``organisation`` is the office's slug; ``provisional``: the period was still running.

    ``code_list_version`` is of the taxonomy whose codes stand in the tables.
    """

    definition_version: str
    code_list_version: str
    period: str
    organisation: str
    as_of: date
    provisional: bool
    tables: tuple[Table, ...]
    updates: tuple[UpdateFigure, ...]
    findings: tuple[Finding, ...]

    def table(self, table_id: str) -> Table | None:
        return next((table for table in self.tables if table.id == table_id), None)


class Bar(NamedTuple):
    """One bar of a chart: ``width`` is 0–100, of the longest; None where the cell is hidden."""

    row: str
    cell: Cell
    width: int | None


def bars(table: Table, unit: str = "cases") -> tuple[Bar, ...]:
    """The rows of one unit without the total, as they stand in the table."""
    rows = [row for row in table.rows if row.unit == unit and row.dim1_value != TOTAL]
    longest = max((row.cell.value or 0 for row in rows), default=0)
    return tuple(Bar(row.dim1_value, row.cell, _width(row.cell, longest)) for row in rows)


def _width(cell: Cell, longest: int) -> int | None:
    if cell.value is None:
        return None
    return round(100 * cell.value / longest) if longest else 0


def as_json(figures: ReportFigures) -> dict[str, Any]:
    """Plain values; ``read_figures`` gives the same figures back."""
    return {
        **{key: getattr(figures, key) for key in _PLAIN},
        "as_of": figures.as_of.isoformat(),
        "tables": [
            {
                "id": table.id,
                "metric_id": table.metric_id,
                "dims": list(table.dims),
                "rows": [_row_json(row) for row in table.rows],
            }
            for table in figures.tables
        ],
        "updates": [
            {**asdict(update), "live_from": update.live_from.isoformat()}
            for update in figures.updates
        ],
        "findings": [finding.to_json() for finding in figures.findings],
    }


_PLAIN = ("definition_version", "code_list_version", "period", "organisation", "provisional")


def read_figures(data: dict[str, Any]) -> ReportFigures:
    return ReportFigures(
        **{key: data[key] for key in _PLAIN},
        as_of=date.fromisoformat(data["as_of"]),
        tables=tuple(
            Table(t["id"], t["metric_id"], tuple(t["dims"]), tuple(map(_read_row, t["rows"])))
            for t in data["tables"]
        ),
        updates=tuple(
            UpdateFigure(
                u["id"], u["system"], date.fromisoformat(u["live_from"]), Cell(**u["cases"])
            )
            for u in data["updates"]
        ),
        findings=tuple(map(read_finding, data["findings"])),
    )


def canonical(data: dict[str, Any]) -> bytes:
    """The one spelling of a value as JSON: sorted keys, no blanks, UTF-8."""
    text = json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def fingerprint(figures: ReportFigures) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return sha256(canonical(as_json(figures))).hexdigest()


def as_csv(figures: ReportFigures) -> str:
    """Long form, one cell a line (RFC 4180, with a heading); ASCII digits in every language."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_lines(figures))
    return out.getvalue()


def _lines(figures: ReportFigures) -> Iterator[list[str]]:
    head = [figures.definition_version, figures.period, figures.organisation]
    for table in figures.tables:
        first, second = (*table.dims, "", "")[:2]
        for row in table.rows:
            country = _country(first, row.dim1_value)
            place = [first, row.dim1_value, second, row.dim2_value]
            yield [table.metric_id, *head, country, *place, *_numbers(row.unit, row.cell)]
    for update in figures.updates:
        place = ["model_update", update.id, "system", update.system]
        yield ["updates", *head, EVERY_COUNTRY, *place, *_numbers("cases", update.cases)]


def _numbers(unit: str, cell: Cell) -> list[str]:
    texts = ["" if getattr(cell, n) is None else str(getattr(cell, n)) for n in NUMBERS]
    numerator, denominator, value, lo, hi = texts
    return [numerator, denominator, value, unit, lo, hi, cell.status]


def _country(dimension: str, value: str) -> str:
    return value if dimension == "country" and value != TOTAL else EVERY_COUNTRY


def _row_json(row: Row) -> dict[str, Any]:
    cell = {key: value for key, value in asdict(row.cell).items() if value is not None}
    return {
        "dim1_value": row.dim1_value,
        "dim2_value": row.dim2_value,
        "unit": row.unit,
        **cell,
    }


def _read_row(data: dict[str, Any]) -> Row:
    place = {key: data[key] for key in ("dim1_value", "dim2_value", "unit")}
    cell = {key: value for key, value in data.items() if key not in place}
    return Row(**place, cell=Cell(**cell))
