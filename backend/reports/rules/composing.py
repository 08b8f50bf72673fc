"""One report from facts: count, then protect, then say."""

from typing import NamedTuple

from backend.reports.rules.approved import Approved, TableSpec
from backend.reports.rules.disclosure.protection import RULE_VERSION
from backend.reports.rules.disclosure.releases import HiddenCell, Release, hash_of_pattern
from backend.reports.rules.figures import ReportFigures, UpdateFigure, fingerprint
from backend.reports.rules.findings import findings_of
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.counting import by_update, counted, how_many
from backend.reports.rules.metrics.dimensions import UPDATE, fields_of
from backend.reports.rules.metrics.groups import Counted, Cut, Groups
from backend.reports.rules.metrics.times import CUTS, times_by_stage
from backend.reports.rules.periods import provisional
from backend.reports.rules.publishing import (
    UPDATES,
    Published,
    count_table,
    flow_table,
    times_table,
    update_cells,
)
from backend.reports.rules.register import Register, assessments_table, oversight_table

FLOWS = {name: Cut(name) for name in ("received", "closed")}
ANSWERED = Cut("answered", fields_of([UPDATE]))


class Composition(NamedTuple):
    """The figures may be seen; the release stays inside."""

    figures: ReportFigures
    release: Release


def cuts_of(approved: Approved) -> tuple[Cut, ...]:
    """All that a report of these tables has to know of the facts."""
    every = (cut for spec in approved.tables for cut in cuts_of_table(spec))
    return tuple(dict.fromkeys((*every, ANSWERED)))


def cuts_of_table(spec: TableSpec) -> tuple[Cut, ...]:
    """None for the tables of the register."""
    if spec.kind == "counts":
        return (Cut(spec.cohort, fields_of(spec.dimensions)),)
    return {"flow": tuple(FLOWS.values()), "times": CUTS}.get(spec.kind, ())


def compose(facts: Counted, register: Register, frame: Frame) -> Composition:
    """The report of one office and quarter, disclosure control applied."""
    groups = facts.groups
    published = [_published(groups, register, spec, frame) for spec in frame.approved.tables]
    updates, hidden_updates = _updates(groups, register, frame)
    tables = tuple(each.table for each in published)
    figures = ReportFigures(
        definition_version=frame.approved.definition_version,
        code_list_version=frame.code_list_version,
        period=str(frame.period),
        organisation=frame.office.slug,
        as_of=frame.as_of,
        provisional=provisional(frame.period, frame.as_of),
        tables=tables,
        updates=updates,
        findings=findings_of({table.id: table for table in tables}),
    )
    hidden = [cell for each in published for cell in each.hidden] + hidden_updates
    release = Release(
        period=figures.period,
        input_hash=facts.input_hash,
        figures_hash=fingerprint(figures),
        rule_version=RULE_VERSION,
        hidden=tuple(sorted(hidden)),
        pattern_hash=hash_of_pattern(frame.hidden_before),
    )
    return Composition(figures, release)


def _published(groups: Groups, register: Register, spec: TableSpec, frame: Frame) -> Published:
    if spec.kind == "assessments":
        return Published(assessments_table(register, spec, frame), ())
    if spec.kind == "oversight":
        return Published(oversight_table(register, spec, frame), ())
    if spec.kind == "times":
        return Published(times_table(times_by_stage(groups, frame), spec, frame), ())
    if spec.kind == "flow":
        flows = {name: how_many(groups[cut]) for name, cut in FLOWS.items()}
        return flow_table(flows, spec, frame)
    (cut,) = cuts_of_table(spec)
    return count_table(counted(groups[cut], spec, frame), spec, frame)


def _updates(
    groups: Groups, register: Register, frame: Frame
) -> tuple[tuple[UpdateFigure, ...], list[HiddenCell]]:
    """The model updates that went live in the period, with the cases that each has answered.

    Those of systems in the office's country; another one where its number may be published, so
    that nothing is told by its being listed.
    """
    live = [update for update in register.updates if frame.period.has(update.live_from)]
    cells = update_cells(by_update(groups[ANSWERED], frame), [update.id for update in live], frame)
    listed = [
        update
        for update in live
        if frame.office.country in update.countries or not cells[update.id].hidden
    ]
    figures = tuple(
        UpdateFigure(update.id, update.system, update.live_from, cells[update.id])
        for update in sorted(listed, key=lambda update: (update.live_from, update.id))
    )
    hidden = [
        HiddenCell(UPDATES, update.id, "", cells[update.id].status == "c")
        for update in listed
        if cells[update.id].hidden
    ]
    return figures, hidden
