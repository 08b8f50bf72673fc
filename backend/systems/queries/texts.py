"""The words of systems and of their updates, in the reader's language where there are any."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.texts import best_text
from backend.languages.versions import FieldVersions, Version, texts_in
from backend.systems.models import ModelUpdateText, System, SystemText
from backend.systems.queries.lines import SystemLine

#: Field → locale → text, of each row; of one that has no words, nothing.
TextsById = defaultdict[UUID, dict[str, dict[str, str]]]


def line_of(system: System, texts: dict[str, dict[str, str]], locale: str) -> SystemLine:
    return SystemLine(
        id=system.id,
        slug=system.slug,
        owner_id=system.owner_id,
        name=best_text(texts.get("name", {}), locale),
        purpose=best_text(texts.get("purpose", {}), locale),
        sector=system.sector,
        countries=tuple(system.countries),
        phase=system.phase,
    )


async def system_texts(session: AsyncSession, ids: list[UUID]) -> TextsById:
    return _plain(await system_versions(session, ids))


async def update_texts(session: AsyncSession, ids: list[UUID]) -> TextsById:
    return _plain(await update_versions(session, ids))


async def system_versions(
    session: AsyncSession, ids: list[UUID]
) -> defaultdict[UUID, FieldVersions]:
    """The words of systems with what each of them was translated from."""
    rows = await session.exec(select(SystemText).where(col(SystemText.system_id).in_(ids)))
    return _by_id((row.system_id, row) for row in rows.all())


async def update_versions(
    session: AsyncSession, ids: list[UUID]
) -> defaultdict[UUID, FieldVersions]:
    query = select(ModelUpdateText).where(col(ModelUpdateText.model_update_id).in_(ids))
    return _by_id((row.model_update_id, row) for row in (await session.exec(query)).all())


def _by_id(
    rows: Iterable[tuple[UUID, SystemText | ModelUpdateText]],
) -> defaultdict[UUID, FieldVersions]:
    found: defaultdict[UUID, FieldVersions] = defaultdict(dict)
    for row_id, row in rows:
        version = Version(row.text, row.of_version, row.of_text)
        found[row_id].setdefault(row.field, {})[row.locale] = version
    return found


def _plain(found: defaultdict[UUID, FieldVersions]) -> TextsById:
    plain = {
        row_id: {name: texts_in(versions) for name, versions in fields.items()}
        for row_id, fields in found.items()
    }
    return defaultdict(dict, plain)
