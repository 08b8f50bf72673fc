"""Transparency reports, for programs."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from backend.accounts.queries import OrganisationLine, organisation, organisations
from backend.errors import Absent, Fault, Unacceptable
from backend.languages.texts import best_text
from backend.reports.queries.listing import PAGE, ReportFilter, ReportLine, published_reports
from backend.reports.queries.publications import Edition, published_editions, texts_of
from backend.reports.queries.row_names import words_in
from backend.reports.rules.disclosure.values import Cell, Table
from backend.reports.rules.editions import State, Texts
from backend.reports.rules.figures import ReportFigures
from backend.reports.rules.findings import sentence
from backend.reports.rules.names import TABLES
from backend.reports.rules.shown import Words
from backend.web.api import (
    PREFIX,
    AcceptedLocale,
    Answer,
    ItemsPage,
    TextShown,
    cursor_after,
    problems,
    read_cursor,
    text_shown,
)
from backend.web.database_session import PublicSession
from backend.web.routers import RouterBelow

router = RouterBelow(prefix=f"{PREFIX}/reports", tags=["reports"])


class ReportListed(Answer):
    slug: str
    number: int
    office: TextShown | None
    period: str
    first_day: date
    last_day: date
    provisional: bool
    published_on: date


class ReportsPage(ItemsPage[ReportListed]):
    pass


class CellShown(Answer):
    """`value` is null where `status` is s, c (hidden), n (not collected) or x (not applicable)."""

    status: str
    value: int | None
    numerator: int | None
    denominator: int | None
    lo: int | None
    hi: int | None


class RowShown(CellShown):
    dim1_value: str
    dim2_value: str
    name: str
    unit: str


class TableShown(Answer):
    id: str
    metric_id: str
    title: str
    dims: list[str]
    rows: list[RowShown]


class UpdateCounted(Answer):
    id: str
    system: str
    live_from: date
    cases: CellShown


class VersionListed(Answer):
    number: int
    published_on: date | None
    replaced_on: date | None
    sha256: str | None
    reason: TextShown | None


class ReportShown(ReportListed):
    as_of: date
    definition_version: str
    code_list_version: str
    findings: list[str]
    texts: dict[str, TextShown]
    tables: list[TableShown]
    updates: list[UpdateCounted]
    versions: list[VersionListed]


class AskedReports(Answer, extra="forbid"):
    cursor: str = Query("", max_length=200, description="`next_cursor` of the page before.")


@router.get("", summary="List the reports", responses=problems(422))
async def reports(
    session: PublicSession, locale: AcceptedLocale, asked: Annotated[AskedReports, Query()]
) -> ReportsPage:
    """The newest period first; of each report the version in force."""
    try:
        wanted = ReportFilter(after=read_cursor(asked.cursor))
    except ValueError:
        raise Unacceptable(Fault("cursor", "wrong_type")) from None
    found = await published_reports(session, wanted)
    offices = await organisations(session, locale)
    return ReportsPage(
        items=[_listed(line, offices) for line in found[:PAGE]],
        next_cursor=cursor_after(found[PAGE - 1].key) if len(found) > PAGE else None,
    )


@router.get("/{slug}", summary="Read one report", responses=problems(404, 422))
async def report(session: PublicSession, locale: AcceptedLocale, slug: str) -> ReportShown:
    """Its figures, texts and model updates; of replaced versions what stays public of them."""
    versions = await published_editions(session, slug)
    edition = next((each for each in versions if each.state is State.PUBLISHED), None)
    figures = edition.read if edition else None
    if edition is None or edition.published_on is None or figures is None:
        raise Absent
    office = await organisation(session, edition.office_id, locale)
    line = ReportLine(
        edition.slug, edition.number, edition.office_id, edition.period, edition.provisional,
        edition.published_on,
    )  # fmt: skip
    listed = _listed(line, {edition.office_id: office} if office else {})
    texts = await texts_of(session, edition.id)
    return _shown(listed, figures, (texts, versions), words_in(locale))


def _listed(line: ReportLine, offices: Mapping[UUID, OrganisationLine]) -> ReportListed:
    office = offices.get(line.office_id)
    return ReportListed(
        slug=line.slug,
        number=line.number,
        office=text_shown(office.name) if office else None,
        period=str(line.period),
        first_day=line.period.first,
        last_day=line.period.last,
        provisional=line.provisional,
        published_on=line.published_on,
    )


def _shown(
    listed: ReportListed, figures: ReportFigures, said: tuple[Texts, list[Edition]], words: Words
) -> ReportShown:
    texts, versions = said
    return ReportShown(
        **dict(listed),
        as_of=figures.as_of,
        definition_version=figures.definition_version,
        code_list_version=figures.code_list_version,
        findings=[sentence(finding, words.locale) for finding in figures.findings],
        texts={name: text_shown(best_text(by, words.locale)) for name, by in texts.items()},
        tables=[_table(table, words) for table in figures.tables],
        updates=[
            UpdateCounted(id=u.id, system=u.system, live_from=u.live_from, cases=_cell(u.cases))
            for u in figures.updates
        ],
        versions=[_version(version, words.locale) for version in versions],
    )


def _cell(cell: Cell) -> CellShown:
    return CellShown(**{name: getattr(cell, name) for name in CellShown.model_fields})


def _table(table: Table, words: Words) -> TableShown:
    rows = [
        RowShown(
            **dict(_cell(row.cell)),
            dim1_value=row.dim1_value,
            dim2_value=row.dim2_value,
            name=words.row(table.dims[0], row.dim1_value),
            unit=row.unit,
        )
        for row in table.rows
    ]
    title = words.say(TABLES[table.id])
    return TableShown(
        id=table.id, metric_id=table.metric_id, title=title, dims=list(table.dims), rows=rows
    )


def _version(version: Edition, locale: str) -> VersionListed:
    reason = best_text(version.correction_reason, locale)
    return VersionListed(
        number=version.number,
        published_on=version.published_on,
        replaced_on=version.replaced_on,
        sha256=version.sha256,
        reason=text_shown(reason) if reason.text else None,
    )
