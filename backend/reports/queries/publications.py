"""Reading reports: versions, their figures and their words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.versions import FieldVersions, Version, texts_in
from backend.reports.models import Publication, PublicationText
from backend.reports.rules.disclosure.releases import Release, read_release
from backend.reports.rules.editions import IN_WORK, State, Texts, is_slug
from backend.reports.rules.figures import ReportFigures, read_figures
from backend.reports.rules.periods import Period, read_period


@dataclass(frozen=True)
class Edition:
    """One version of a report. ``release`` is never among what the public door reads."""

    id: UUID
    slug: str
    number: int
    office_id: UUID
    period: Period
    state: State
    provisional: bool
    figures: dict[str, Any] | None
    sha256: str | None
    correction_reason: dict[str, str]
    published_on: date | None
    replaced_on: date | None

    @property
    def read(self) -> ReportFigures | None:
        return read_figures(self.figures) if self.figures else None


@dataclass(frozen=True)
class Draft:
    """What only the office knows of a version."""

    edition: Edition
    composed_by: UUID
    composed_at: datetime
    published_by: UUID | None
    fault: str | None
    release: Release | None


_SHOWN = (
    col(Publication.id),
    col(Publication.slug),
    col(Publication.number),
    col(Publication.office_id),
    col(Publication.period),
    col(Publication.state),
    col(Publication.provisional),
    col(Publication.figures),
    col(Publication.sha256),
    col(Publication.correction_reason),
    col(Publication.published_on),
    col(Publication.replaced_on),
)


async def published_editions(session: AsyncSession, slug: str = "") -> list[Edition]:
    """Published and replaced versions, newest period and version first; of one report or all."""
    if slug and not is_slug(slug):
        return []
    query = columns(*_SHOWN).where(col(Publication.published_on).is_not(None))
    if slug:
        query = query.where(col(Publication.slug) == slug)
    order = (col(Publication.period).desc(), Publication.slug, col(Publication.number).desc())
    return await _editions(session, query.order_by(*order))


async def published_edition(session: AsyncSession, slug: str) -> Edition | None:
    """The version in force."""
    found = await published_editions(session, slug)
    return next((edition for edition in found if edition.state is State.PUBLISHED), None)


async def figures_until(
    session: AsyncSession, office_id: UUID, last: Period
) -> dict[Period, ReportFigures]:
    """What the office has in force of this quarter and those before it."""
    query = columns(col(Publication.period), col(Publication.figures)).where(
        col(Publication.office_id) == office_id,
        col(Publication.period) <= str(last),
        col(Publication.state) == State.PUBLISHED.value,
        col(Publication.published_on).is_not(None),
    )
    rows = (await (await session.connection()).execute(query)).all()
    return {read_period(row.period): read_figures(row.figures) for row in rows if row.figures}


async def texts_of(session: AsyncSession, publication_id: UUID) -> Texts:
    found = await versions_of_texts(session, publication_id)
    return {section: texts_in(versions) for section, versions in found.items()}


async def versions_of_texts(session: AsyncSession, publication_id: UUID) -> FieldVersions:
    """The words of its sections with what each of them was translated from."""
    query = select(PublicationText).where(PublicationText.publication_id == publication_id)
    found: FieldVersions = {}
    for row in (await session.exec(query)).all():
        version = Version(row.text, row.of_version, row.of_text)
        found.setdefault(row.section, {})[row.locale] = version
    return found


async def drafts_of_office(session: AsyncSession, office_id: UUID) -> list[Draft]:
    """Every version, newest first."""
    query = (
        select(Publication)
        .where(Publication.office_id == office_id)
        .order_by(col(Publication.period).desc(), col(Publication.number).desc())
    )
    return [_draft(row) for row in (await session.exec(query)).all()]


async def draft(
    session: AsyncSession, publication_id: UUID, office_id: UUID | None = None
) -> Draft | None:
    """``office_id`` is repeated beside the row policy; the worker knows none."""
    query = select(Publication).where(Publication.id == publication_id)
    if office_id is not None:
        query = query.where(Publication.office_id == office_id)
    row = (await session.exec(query)).first()
    return _draft(row) if row else None


async def lock_report(session: AsyncSession, office_id: UUID, slug: str) -> list[Draft]:
    """All versions of a report, held until the transaction ends; newest first."""
    query = (
        select(Publication)
        .where(Publication.office_id == office_id, Publication.slug == slug)
        .order_by(col(Publication.number).desc())
        .with_for_update()
    )
    rows = await session.exec(query.execution_options(populate_existing=True))
    return [_draft(row) for row in rows.all()]


async def releases_of_office(session: AsyncSession, office_id: UUID) -> list[Release]:
    """Of everything that was ever published, versions that were replaced included."""
    query = select(Publication.release).where(
        Publication.office_id == office_id, col(Publication.published_on).is_not(None)
    )
    return [read_release(dict(data)) for data in (await session.exec(query)).all() if data]


async def _editions(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> list[Edition]:
    rows = (await (await session.connection()).execute(query)).all()
    return [_edition(row) for row in rows]


def _edition(row: Row[*tuple[Any, ...]] | Publication) -> Edition:
    return Edition(
        id=row.id,
        slug=row.slug,
        number=row.number,
        office_id=row.office_id,
        period=read_period(row.period),
        state=State(row.state),
        provisional=row.provisional,
        figures=row.figures,
        sha256=row.sha256,
        correction_reason=row.correction_reason or {},
        published_on=row.published_on,
        replaced_on=row.replaced_on,
    )


def _draft(row: Publication) -> Draft:
    return Draft(
        edition=_edition(row),
        composed_by=row.composed_by,
        composed_at=row.composed_at,
        published_by=row.published_by,
        fault=row.fault,
        release=read_release(row.release) if row.release else None,
    )


def in_work(versions: list[Draft]) -> Draft | None:
    return next((each for each in versions if each.edition.state in IN_WORK), None)


def in_force(versions: list[Draft]) -> Draft | None:
    return next((each for each in versions if each.edition.state is State.PUBLISHED), None)
