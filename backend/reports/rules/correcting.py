"""What a correction may show of its new figures, so that nobody subtracts the old ones."""

from dataclasses import replace

from backend.reports.rules.composing import Composition
from backend.reports.rules.disclosure.derived import BASE
from backend.reports.rules.disclosure.releases import Release, correctable
from backend.reports.rules.disclosure.values import Cell, Row, Table
from backend.reports.rules.figures import ReportFigures, UpdateFigure, fingerprint
from backend.reports.rules.findings import findings_of
from backend.reports.rules.publishing import UPDATES

#: Tables of the public register, exact in every version.
_EXACT = frozenset({"M1", "M2"})


def corrected(
    new: Composition, old: tuple[ReportFigures, Release], people: int, *, next_is_out: bool
) -> Composition:
    """The new figures, but tables in which too little changed stay as they were published.

    How much changed is read off the published numbers, as anybody could, and never overrated.
    """
    before, earlier = old
    kept = {
        table.id: known
        for table in new.figures.tables
        if (known := before.table(table.id)) is not None
        and table.metric_id not in _EXACT
        and not correctable(cases_changed(known, table), people, next_is_out=next_is_out)
    }
    tables = tuple(kept.get(table.id, table) for table in new.figures.tables)
    updates = new.figures.updates if next_is_out else _updates(new.figures, before)
    figures = replace(
        new.figures,
        tables=tables,
        updates=updates,
        findings=findings_of({table.id: table for table in tables}),
    )
    held = {*kept, *(() if next_is_out else (UPDATES,))}
    hidden = [cell for cell in new.release.hidden if cell.table not in held]
    hidden += [cell for cell in earlier.hidden if cell.table in held]
    release = replace(
        new.release, figures_hash=fingerprint(figures), hidden=tuple(sorted(set(hidden)))
    )
    return Composition(figures, release)


def cases_changed(before: Table, after: Table) -> int:
    """At least so many, by the cell that moved most: each rounded number may be off by two."""
    old = {_place(row): row.cell for row in before.rows}
    moved = [_moved(old[_place(row)], row.cell) for row in after.rows if _place(row) in old]
    return max([0, *moved])


def _updates(new: ReportFigures, before: ReportFigures) -> tuple[UpdateFigure, ...]:
    known = {update.id: update for update in before.updates}
    return tuple(known.get(update.id, update) for update in new.updates)


def _moved(old: Cell, new: Cell) -> int:
    pairs = [(old.denominator, new.denominator)]
    if old.denominator is None and new.denominator is None:
        pairs.append((old.value, new.value))
    return max(
        (abs(b - a) - (BASE - 1) for a, b in pairs if a is not None and b is not None), default=0
    )


def _place(row: Row) -> tuple[str, str, str]:
    return row.dim1_value, row.dim2_value, row.unit
