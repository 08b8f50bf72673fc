"""What the desk shows of its reports: the list, and one version with everything about it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, colleagues, organisation
from backend.errors import Absent
from backend.languages.locales import offered
from backend.languages.versions import needed_languages, texts_in
from backend.reports.queries.publications import (
    Draft,
    Edition,
    draft,
    drafts_of_office,
    in_force,
    in_work,
    versions_of_texts,
)
from backend.reports.queries.report_page import ReportPage, report_page
from backend.reports.rules.editions import (
    OPERATOR,
    REASON,
    State,
    Texts,
    behind_texts,
    mark_of,
    missing_texts,
)
from backend.reports.rules.periods import Period, publishable_periods


@dataclass(frozen=True)
class DeskList:
    """``startable``: quarters that may be reported now and of which there is no report yet."""

    versions: list[Draft]
    names: dict[UUID, str]
    startable: list[Period]


@dataclass(frozen=True)
class DeskPage:
    """``needed`` are the languages that a report must have, ``others`` those that it may have.

    ``texts`` hold the reason of a correction too; ``missing`` and ``behind`` are pairs of section
    and language.
    """

    draft: Draft
    page: ReportPage | None
    office: OrganisationLine
    texts: Texts
    versions: list[Edition]
    missing: list[tuple[str, str]]
    behind: list[tuple[str, str]]
    needed: tuple[str, ...]
    others: tuple[str, ...]
    composed_by: str
    being_corrected: UUID | None

    @property
    def mark(self) -> str:
        return mark_of(self.texts)


async def desk_list(session: AsyncSession, office_id: UUID, today: date, lag_days: int) -> DeskList:
    versions = await drafts_of_office(session, office_id)
    taken = {each.edition.period for each in versions}
    possible = publishable_periods(today, lag_days)
    return DeskList(
        versions,
        await _names(session, office_id),
        [period for period in possible if period not in taken],
    )


async def desk_page(
    session: AsyncSession, office_id: UUID, publication_id: UUID, locale: str
) -> DeskPage:
    found = await draft(session, publication_id, office_id)
    office = await organisation(session, office_id, locale)
    if found is None or office is None:
        raise Absent
    kept = await versions_of_texts(session, publication_id)
    texts = {section: texts_in(versions) for section, versions in kept.items()}
    siblings = await drafts_of_office(session, office_id)
    same = [each for each in siblings if each.edition.slug == found.edition.slug]
    needed = needed_languages(office.locale)
    reason = found.edition.correction_reason if found.edition.number > 1 else None
    return DeskPage(
        draft=found,
        page=await report_page(session, found.edition, texts, locale),
        office=office,
        texts=texts if reason is None else texts | {REASON: reason},
        versions=_shown_versions(same, found),
        missing=missing_texts(texts, needed, reason),
        behind=behind_texts(kept),
        needed=needed,
        others=tuple(each.tag for each in offered() if each.tag not in needed),
        composed_by=(await _names(session, office_id)).get(found.composed_by, ""),
        being_corrected=_correction_of(found, same),
    )


def _shown_versions(same: list[Draft], found: Draft) -> list[Edition]:
    """As the public page will list them: what was published, and this one."""
    return [
        each.edition
        for each in same
        if each.edition.published_on or each.edition.id == found.edition.id
    ]


def _correction_of(found: Draft, same: list[Draft]) -> UUID | None:
    """The version in work that corrects this published one."""
    if found.edition.state is not State.PUBLISHED or in_force(same) is None:
        return None
    working = in_work(same)
    return working.edition.id if working else None


async def _names(session: AsyncSession, office_id: UUID) -> dict[UUID, str]:
    """An operator's command has none."""
    return {OPERATOR: ""} | {each.id: each.name for each in await colleagues(session, office_id)}
