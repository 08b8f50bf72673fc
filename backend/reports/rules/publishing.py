"""From true counts to the tables that people may see, and the cells that were hidden."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from backend.reports.rules.approved import TableSpec
from backend.reports.rules.disclosure.derived import count_cell, rounded, share_cell
from backend.reports.rules.disclosure.grids import NOTHING, Count, Grid
from backend.reports.rules.disclosure.protection import (
    Statuses,
    Threshold,
    protect,
    releasable,
)
from backend.reports.rules.disclosure.releases import HiddenCell
from backend.reports.rules.disclosure.values import HIDDEN, Cell, CellKey, Row, Status, Table
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.times import StageTimes
from backend.reports.rules.statistics import Durations, time_until

#: The name under which hidden counts of model updates are remembered.
UPDATES = "updates"
#: Statistic → the share that has ended by then.
_QUANTILES = {"median": 0.5, "p90": 0.9}


class Published(NamedTuple):
    table: Table
    hidden: tuple[HiddenCell, ...]


def count_table(grid: Grid, spec: TableSpec, frame: Frame) -> Published:
    threshold = frame.approved.threshold(spec, frame.office.country)
    before = {(k.row, k.column) for k in frame.hidden_before if k.table == spec.id}
    statuses = protect(grid, threshold, before)
    rows = list(_count_rows(grid, statuses, spec))
    for share in spec.shares:
        cell = share_cell(grid, statuses, share, threshold)
        rows.append(Row(share.name, "", "percent", cell))
    hidden = _hidden(spec.id, statuses, protect(grid, threshold))
    return Published(Table(spec.id, spec.metric, spec.dimensions, tuple(rows)), hidden)


def flow_table(counts: Mapping[str, Count], spec: TableSpec, frame: Frame) -> Published:
    """M7: received, closed, and their difference, taken of the published numbers."""
    threshold = frame.approved.threshold(spec, frame.office.country)
    statuses = {row: _status(count, threshold.people) for row, count in counts.items()}
    for key in frame.hidden_before:
        if key.table == spec.id and statuses.get(key.row) == "r":
            statuses[key.row] = "c"
    cells = {row: count_cell(counts[row].cases, status) for row, status in statuses.items()}
    cells["received_less_closed"] = _difference(cells["received"], cells["closed"])
    rows = tuple(Row(row, "", "cases", cell) for row, cell in cells.items())
    hidden = _hidden(
        spec.id,
        {(row, ""): status for row, status in statuses.items()},
        {(row, ""): _status(count, threshold.people) for row, count in counts.items()},
    )
    return Published(Table(spec.id, spec.metric, spec.dimensions, rows), hidden)


def times_table(stages: Mapping[str, StageTimes], spec: TableSpec, frame: Frame) -> Table:
    threshold = frame.approved.threshold(spec, frame.office.country)
    rows: list[Row] = []
    for stage, times in stages.items():
        for (unit, net), durations in times.series.items():
            for name, share in _QUANTILES.items():
                needed = frame.approved.people_for_p90 if name == "p90" else 0
                people = Threshold(max(threshold.people, needed))
                cell = _time_cell(times, durations, share, people)
                rows.append(Row(stage, f"{name}_net" if net else name, unit, cell))
    return Table(spec.id, spec.metric, ("stage", "statistic"), tuple(rows))


def update_cells(
    counts: Mapping[str, Count], wanted: Iterable[str], frame: Frame
) -> dict[str, Cell]:
    """By update: how many cases it answered, from the threshold on."""
    flagged = frame.office.country in frame.approved.flagged_countries
    people = frame.approved.strict_people if flagged else frame.approved.people
    cells = {}
    for update in wanted:
        count = counts.get(update, NOTHING)
        status = _status(count, people)
        if status == "r" and CellKey(UPDATES, update) in frame.hidden_before:
            status = "c"
        cells[update] = count_cell(count.cases, status)
    return cells


def _count_rows(grid: Grid, statuses: Statuses, spec: TableSpec) -> Iterable[Row]:
    for place in grid.places():
        count, status = grid.count(place), statuses[place]
        yield Row(*place, spec.unit, count_cell(count.cases, status))
        if spec.per_person:
            yield Row(*place, "people", count_cell(count.people, status))


def _status(count: Count, people: int) -> Status:
    return "r" if releasable(count, people) else "s"


def _difference(more: Cell, less: Cell) -> Cell:
    if more.value is None or less.value is None:
        return Cell("c")
    return Cell("r", more.value - less.value)


def _time_cell(times: StageTimes, durations: Durations, share: float, threshold: Threshold) -> Cell:
    """Whole hours or days. Not applicable where too many still run to say."""
    others = times.left_out
    if not releasable(times.count, threshold.people):
        return Cell("s")
    if others.cases and not releasable(others, threshold.people):
        # Beside the stages of the whole cohort it would say how many were left out.
        return Cell("c")
    time = time_until(share, durations)
    if time is None:
        return Cell("x")
    return Cell("r", int(time + 0.5), None, rounded(times.count.cases))


def _hidden(table: str, statuses: Statuses, alone: Statuses) -> tuple[HiddenCell, ...]:
    """``alone``: the statuses as they would be without what was hidden before."""
    return tuple(
        HiddenCell(table, row, column, alone[(row, column)] not in HIDDEN)
        for (row, column), status in statuses.items()
        if status in HIDDEN
    )
