"""Writing the narratives of a draft, and why a correction was made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.errors import Conflict
from backend.languages.versions import WRITTEN_ANEW, Saved, Version, rewritten, rewritten_fields
from backend.reports.actions.holding import Publisher, in_state, note
from backend.reports.models import Publication, PublicationText
from backend.reports.queries.publications import Draft, texts_of, versions_of_texts
from backend.reports.rules.editions import REASON, State, Texts, changed_texts, mark_of


class TextsChanged(Conflict):
    """Somebody else saved other texts since these were opened."""

    code = "changed_meanwhile"


async def kept_texts(session: AsyncSession, found: Draft) -> Texts:
    """Every text of a version, the reason of a correction among them."""
    texts = await texts_of(session, found.edition.id)
    reason = found.edition.correction_reason
    return texts | {REASON: reason} if reason else texts


async def write_texts(
    session: AsyncSession,
    by: Publisher,
    publication_id: UUID,
    typed: tuple[Texts, str],
    at: datetime,
) -> None:
    """Keep what was typed; ``TextsChanged`` unless the mark is of the texts as they are kept."""
    texts, mark = typed
    found = await in_state(session, by, publication_id, State.DRAFT)
    kept = await kept_texts(session, found)
    changed = changed_texts(texts, kept)
    if changed and mark != mark_of(kept):
        raise TextsChanged
    for section, each in changed.items():
        await write_section(session, by, (publication_id, section), each, at)


async def write_section(
    session: AsyncSession,
    by: Publisher,
    place: tuple[UUID, str],
    texts: dict[str, str],
    at: datetime,
) -> None:
    """``texts`` by locale; an empty one takes away what stood there. Only while it is a draft."""
    publication_id, section = place
    found = await in_state(session, by, publication_id, State.DRAFT)
    if section == REASON:
        kept = found.edition.correction_reason | texts
        reason = {locale: text for locale, text in kept.items() if text}
        query = update(Publication).where(col(Publication.id) == publication_id)
        await session.exec(query.values(correction_reason=reason))
    else:
        present = (await versions_of_texts(session, publication_id)).get(section, {})
        await _keep(session, by, place, rewritten(present, texts))
    await note(session, by, "written", (found.edition.slug, found.edition.number), at)


async def write_language(
    session: AsyncSession,
    by: Publisher,
    place: tuple[UUID, Saved],
    texts: dict[str, str],
    at: datetime,
) -> None:
    """``place``: the version of the report, and the language beside which somebody saw the rest."""
    publication_id, saved = place
    found = await in_state(session, by, publication_id, State.DRAFT)
    kept = await versions_of_texts(session, publication_id)
    changed = rewritten_fields(kept, {saved.language: texts}, saved)
    for section, versions in changed.items():
        await _keep(session, by, (publication_id, section), versions)
    if changed:
        await note(session, by, "written", (found.edition.slug, found.edition.number), at)


async def _keep(
    session: AsyncSession, by: Publisher, place: tuple[UUID, str], versions: dict[str, Version]
) -> None:
    for locale, version in versions.items():
        await _write(session, by, (*place, locale), version)


async def _write(
    session: AsyncSession, by: Publisher, key: tuple[UUID, str, str], version: Version
) -> None:
    publication_id, section, locale = key
    if not version.text:
        await session.exec(
            delete(PublicationText).where(
                col(PublicationText.publication_id) == publication_id,
                col(PublicationText.section) == section,
                col(PublicationText.locale) == locale,
            )
        )
        return
    row = insert(PublicationText).values(
        publication_id=publication_id,
        section=section,
        locale=locale,
        office_id=by.office_id,
        text=version.text,
        of_version=version.of_version,
        of_text=version.of_text,
    )
    keys = ["publication_id", "section", "locale"]
    anew = {name: row.excluded[name] for name in WRITTEN_ANEW}
    await session.exec(row.on_conflict_do_update(index_elements=keys, set_=anew))
