"""Asking for a draft, proposing it, publishing it by a second person, correcting it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import OrganisationKind
from backend.cases.actions.clocks import local_day
from backend.database.queue import enqueue_first
from backend.database.rows import add, add_all
from backend.errors import Conflict, Fault, Forbidden, Unacceptable
from backend.languages.locales import LOCALES
from backend.languages.versions import needed_languages
from backend.reports.actions.holding import (
    NotNow,
    Publisher,
    change,
    hold_office,
    in_state,
    name_of,
    note,
    office_of,
    versions_of,
)
from backend.reports.models import Publication, PublicationText
from backend.reports.queries.publications import (
    Draft,
    in_force,
    in_work,
    releases_of_office,
    texts_of,
    versions_of_texts,
)
from backend.reports.rules.disclosure.releases import Release, carried, hash_of_pattern
from backend.reports.rules.editions import (
    IN_WORK,
    OPERATOR,
    State,
    missing_texts,
    slug_of,
    title_of,
)
from backend.reports.rules.periods import Period, publishable


class DraftExists(Conflict):
    """Somebody works on this report already. Facts: ``id``."""

    code = "draft_exists"


class SecondPersonNeeded(Forbidden):
    """Whoever composed a report does not publish it."""

    code = "second_person"


class CountedBefore(Conflict):
    """Another report of the office came out since the counting; what it hides must stay hidden."""

    code = "counted_before"


class OnlyItsComposer(Forbidden):
    """Somebody else proposes: whoever began the draft could then publish it alone."""

    code = "only_its_composer"


async def request_draft(
    session: AsyncSession, by: Publisher, period: Period, at: datetime, lag_days: int
) -> UUID:
    """A version to be composed, the first of its report or the correction of a published one.

    The caller sees to the composing: the desk by the job ``reports.compose``.
    """
    office = await office_of(session, by.office_id)
    if office.kind is not OrganisationKind.RECEIVING_OFFICE:
        raise Forbidden
    if not publishable(period, local_day(office, at), lag_days):
        raise Unacceptable(Fault("quarter", "quarter_too_early", (("days", lag_days),)))
    slug = slug_of(office.slug, str(period))
    versions = await versions_of(session, by.office_id, slug)
    unfinished = in_work(versions)
    if unfinished and unfinished.edition.state is not State.FAILED:
        raise DraftExists(id=unfinished.edition.id)
    if unfinished:
        await _remove(session, unfinished.edition.id)
    published = [v.edition.number for v in versions if v.edition.published_on]
    new = Publication(
        id=uuid4(),
        slug=slug,
        number=max([0, *published]) + 1,
        office_id=by.office_id,
        period=str(period),
        state=State.COMPOSING.value,
        composed_by=by.id,
        composed_at=at,
    )
    await add(session, Publication, **new.model_dump())
    await _take_over_texts(session, new, in_force(versions))
    await note(session, by, "requested", (new.slug, new.number), at)
    return new.id


async def _take_over_texts(session: AsyncSession, new: Publication, old: Draft | None) -> None:
    """A correction begins with the words of the version that it corrects."""
    texts = await versions_of_texts(session, old.edition.id) if old else {}
    rows = [
        {
            "publication_id": new.id,
            "section": section,
            "locale": locale,
            "office_id": new.office_id,
            "text": version.text,
            "of_version": version.of_version,
            "of_text": version.of_text,
        }
        for section, versions in texts.items()
        for locale, version in versions.items()
    ]
    if rows:
        await add_all(session, PublicationText, rows)


async def count_again(
    session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime
) -> None:
    """The texts stay; the caller sees to the composing."""
    found = await in_state(session, by, publication_id, State.DRAFT, State.FAILED)
    await change(session, found, state=State.COMPOSING.value, fault=None)
    await note(session, by, "requested", name_of(found), at)


async def compose_later(session: AsyncSession, publication_id: UUID) -> None:
    await enqueue_first(session, "reports.compose", publication_id=str(publication_id))


async def propose(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> None:
    """By who composed it, once every text is there. From then on its texts stand still."""
    found = await in_state(session, by, publication_id, State.DRAFT)
    if found.composed_by not in {by.id, OPERATOR}:
        raise OnlyItsComposer
    await _refuse_unfinished(session, found)
    await change(session, found, state=State.PROPOSED.value, composed_by=by.id)
    await note(session, by, "proposed", name_of(found), at)


async def return_to_draft(
    session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime
) -> None:
    found = await in_state(session, by, publication_id, State.PROPOSED)
    await change(session, found, state=State.DRAFT.value)
    await note(session, by, "returned", name_of(found), at)


async def discard(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> None:
    """Takes away a version that was never published."""
    found = await in_state(session, by, publication_id, *IN_WORK)
    await _remove(session, publication_id)
    await note(session, by, "discarded", name_of(found), at)


async def publish(session: AsyncSession, by: Publisher, publication_id: UUID, at: datetime) -> None:
    """By somebody else than who composed it. Of the version before only the shell stays."""
    found = await in_state(session, by, publication_id, State.PROPOSED)
    if found.composed_by == by.id:
        raise SecondPersonNeeded
    if found.release is None:
        raise NotNow(state=found.edition.state)
    await _refuse_unfinished(session, found)
    await _refuse_counted_before(session, found, found.release)
    today = local_day(await office_of(session, by.office_id), at)
    versions = await versions_of(session, by.office_id, found.edition.slug)
    old = in_force(versions)
    if old:
        await _empty(session, old, today)
    await change(
        session,
        found,
        state=State.PUBLISHED.value,
        published_by=by.id,
        published_on=today,
        release=found.release.approved_by(str(by.id)).to_json(),
    )
    await session.exec(
        update(PublicationText)
        .where(col(PublicationText.publication_id) == publication_id)
        .values(published_on=today)
    )
    await note(session, by, "corrected" if old else "published", name_of(found), at)


async def _empty(session: AsyncSession, old: Draft, today: date) -> None:
    await session.exec(
        delete(PublicationText).where(col(PublicationText.publication_id) == old.edition.id)
    )
    await change(session, old, state=State.REPLACED.value, replaced_on=today, figures=None)


async def _refuse_counted_before(session: AsyncSession, found: Draft, counted: Release) -> None:
    office_id, period = found.edition.office_id, found.edition.period
    await hold_office(session, office_id)
    now = carried(await releases_of_office(session, office_id), period)
    if hash_of_pattern(now) != counted.pattern_hash:
        raise CountedBefore


async def _refuse_unfinished(session: AsyncSession, found: Draft) -> None:
    office = await office_of(session, found.edition.office_id)
    needed = needed_languages(office.locale)
    reason = found.edition.correction_reason if found.edition.number > 1 else None
    missing = missing_texts(await texts_of(session, found.edition.id), needed, reason)
    if missing:
        raise Unacceptable(*(_missing(section, locale) for section, locale in missing))


def _missing(section: str, locale: str) -> Fault:
    facts = (("section", title_of(section)), ("language", LOCALES[locale].autonym))
    return Fault(f"{section}-{locale}", "narrative_missing", facts)


async def _remove(session: AsyncSession, publication_id: UUID) -> None:
    texts = col(PublicationText.publication_id) == publication_id
    await session.exec(delete(PublicationText).where(texts))
    await session.exec(delete(Publication).where(col(Publication.id) == publication_id))
