"""One report from facts: count, then protect, then say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from backend.reports.rules.approved import TableSpec
from backend.reports.rules.disclosure.protection import RULE_VERSION
from backend.reports.rules.disclosure.releases import HiddenCell, Release, hash_of_pattern
from backend.reports.rules.facts import Fact, hash_of
from backend.reports.rules.figures import ReportFigures, UpdateFigure, fingerprint
from backend.reports.rules.findings import findings_of
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.counting import by_update, counted, how_many
from backend.reports.rules.metrics.dimensions import COHORTS
from backend.reports.rules.metrics.times import times_by_stage
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

#: Facts by the name of their cohort.
Cohorts = Mapping[str, Sequence[Fact]]


class Composition(NamedTuple):
    """The figures may be seen; the release stays inside."""

    figures: ReportFigures
    release: Release


def compose(facts: Sequence[Fact], register: Register, frame: Frame) -> Composition:
    """The report of one office and quarter, disclosure control applied."""
    inside = facts_inside(facts, frame)
    cohorts = cohorts_of(inside, frame)
    published = [_published(cohorts, register, spec, frame) for spec in frame.approved.tables]
    updates, hidden_updates = _updates(inside, register, frame)
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
        input_hash=hash_of(inside),
        figures_hash=fingerprint(figures),
        rule_version=RULE_VERSION,
        hidden=tuple(sorted(hidden)),
        pattern_hash=hash_of_pattern(frame.hidden_before),
    )
    return Composition(figures, release)


def facts_inside(facts: Iterable[Fact], frame: Frame) -> list[Fact]:
    """What is counted at all.

    Facts of other offices, of withheld countries (they would be found by subtraction from a
    total) and of duplicates (the case that they repeat is counted) are left out.
    """
    return [fact for fact in facts if _belongs(fact, frame)]


def cohorts_of(inside: Sequence[Fact], frame: Frame) -> Cohorts:
    return {
        name: [fact for fact in inside if belongs(fact, frame)] for name, belongs in COHORTS.items()
    }


def _belongs(fact: Fact, frame: Frame) -> bool:
    return (
        fact.office_id == frame.office.id
        and fact.country not in frame.approved.withheld_countries
        and fact.outcome != "duplicate"
        and fact.received_on <= frame.as_of
    )


def _published(cohorts: Cohorts, register: Register, spec: TableSpec, frame: Frame) -> Published:
    if spec.kind == "assessments":
        return Published(assessments_table(register, spec, frame), ())
    if spec.kind == "oversight":
        return Published(oversight_table(register, spec, frame), ())
    if spec.kind == "times":
        stages = times_by_stage(cohorts["received"], frame)
        return Published(times_table(stages, spec, frame), ())
    if spec.kind == "flow":
        flows = {name: how_many(cohorts[name]) for name in ("received", "closed")}
        return flow_table(flows, spec, frame)
    return count_table(counted(cohorts[spec.cohort], spec, frame), spec, frame)


def _updates(
    facts: Sequence[Fact], register: Register, frame: Frame
) -> tuple[tuple[UpdateFigure, ...], list[HiddenCell]]:
    """The model updates that went live in the period, with the cases that each has answered.

    Those of systems in the office's country; another one where its number may be published, so
    that nothing is told by its being listed.
    """
    live = [update for update in register.updates if frame.period.has(update.live_from)]
    cells = update_cells(by_update(facts), [update.id for update in live], frame)
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
