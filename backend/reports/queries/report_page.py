"""One version of a report as a page: sections with their words, figures and model updates."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisation
from backend.languages.texts import Worded, best_text
from backend.reports.queries.publications import Edition, figures_until
from backend.reports.queries.row_names import words_in
from backend.reports.rules.ai_use import ai_use
from backend.reports.rules.cells import cell_text
from backend.reports.rules.editions import SECTIONS, Section, Texts
from backend.reports.rules.figures import ReportFigures, UpdateFigure
from backend.reports.rules.findings import sentence
from backend.reports.rules.names import (
    DEFINITIONS,
    NOT_COVERED,
    NOTES,
    PROVISIONAL,
    TITLES,
)
from backend.reports.rules.narratives import shown as shown_narrative
from backend.reports.rules.over_time import Trend, received_over_time
from backend.reports.rules.shown import Chart, KeyFigure, Sheet, Words, key_figures, shown_table
from backend.systems.queries.lines import SystemPage
from backend.systems.queries.pages import system_page


@dataclass(frozen=True)
class Narrative:
    """``language`` may be another than the reader's; the page marks it then."""

    html: Markup
    language: str


@dataclass(frozen=True)
class ShownUpdate:
    """``what_changed`` and ``why`` are None for an update that the register no longer shows."""

    id: str
    slug: str
    system: Worded
    version: str
    live_from: date
    what_changed: Worded | None
    why: Worded | None
    cases: str
    hidden: bool


@dataclass(frozen=True)
class ShownSection:
    """``definitions``: what is counted and how, as pairs of title and text."""

    id: str
    title: str
    narrative: Narrative | None
    findings: tuple[str, ...]
    tables: tuple[Chart | Sheet, ...]
    updates: tuple[ShownUpdate, ...]
    definitions: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        return not (self.narrative or self.findings or self.tables or self.definitions)


@dataclass(frozen=True)
class ReportPage:
    edition: Edition
    figures: ReportFigures
    office: OrganisationLine | None
    keys: tuple[KeyFigure, ...]
    sections: tuple[ShownSection, ...]
    trend: Trend | None


async def report_page(
    session: AsyncSession, edition: Edition, texts: Texts, locale: str
) -> ReportPage | None:
    """None while a version has no figures yet, or none any more."""
    figures = edition.read
    if figures is None:
        return None
    words = words_in(locale)
    office = await organisation(session, edition.office_id, locale)
    updates = await _updates(session, figures, words)
    own = office.locale if office else "en"
    sections = tuple(
        _section(section, figures, updates, (texts.get(section.id, {}), own, words))
        for section in SECTIONS
    )
    known = await figures_until(session, edition.office_id, edition.period)
    trend = received_over_time(known | {edition.period: figures}, locale)
    return ReportPage(edition, figures, office, key_figures(figures, words), sections, trend)


def page_words(page: ReportPage, versions: list[Edition], locale: str) -> dict[str, Any]:
    """What the templates of a report need, at the public door and at the desk."""
    return {
        "page": page,
        "versions": versions,
        "reasons": {each.number: best_text(each.correction_reason, locale) for each in versions},
        "notes": NOTES,
        "provisional_note": PROVISIONAL,
        "ai_use": ai_use(page.figures),
        "not_covered": NOT_COVERED,
    }


def _section(
    section: Section,
    figures: ReportFigures,
    updates: tuple[ShownUpdate, ...],
    said: tuple[dict[str, str], str, Words],
) -> ShownSection:
    texts, own, words = said
    tables = [table for table in figures.tables if table.metric_id in section.metrics]
    ids = {table.id for table in tables}
    return ShownSection(
        id=section.id,
        title=words.say(section.title),
        narrative=_narrative(texts, own, words.locale),
        findings=tuple(sentence(f, words.locale) for f in figures.findings if f.section in ids),
        tables=tuple(shown for table in tables for shown in shown_table(table, words)),
        updates=updates if "updates" in section.metrics else (),
        definitions=tuple(
            (words.say(TITLES[metric]), words.say(DEFINITIONS[metric]))
            for metric in section.metrics
        ),
    )


def _narrative(texts: dict[str, str], own: str, locale: str) -> Narrative | None:
    """In the reader's language, else English, else the office's own."""
    chosen = best_text(texts, locale, "en", own)
    return Narrative(shown_narrative(chosen.text), chosen.language) if chosen.text else None


async def _updates(
    session: AsyncSession, figures: ReportFigures, words: Words
) -> tuple[ShownUpdate, ...]:
    slugs = dict.fromkeys(update.system for update in figures.updates)
    pages = {slug: await system_page(session, slug, words.locale) for slug in slugs}
    return tuple(_update(update, pages[update.system], words) for update in figures.updates)


def _update(update: UpdateFigure, page: SystemPage | None, words: Words) -> ShownUpdate:
    line = next((u for u in page.updates if str(u.id) == update.id), None) if page else None
    return ShownUpdate(
        id=update.id,
        slug=update.system,
        system=page.line.name if page else Worded(update.system, words.locale),
        version=line.version if line else "",
        live_from=update.live_from,
        what_changed=line.what_changed if line else None,
        why=line.why if line else None,
        cases=cell_text(update.cases, "cases", words.locale),
        hidden=update.cases.value is None,
    )
