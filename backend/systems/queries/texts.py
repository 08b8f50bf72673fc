"""The words of systems and of their updates, in the reader's language where there are any."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.texts import best_text, by_field
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
    rows = await session.exec(select(SystemText).where(col(SystemText.system_id).in_(ids)))
    return _by_id((t.system_id, (t.field, t.locale, t.text)) for t in rows.all())


async def update_texts(session: AsyncSession, ids: list[UUID]) -> TextsById:
    query = select(ModelUpdateText).where(col(ModelUpdateText.model_update_id).in_(ids))
    rows = (await session.exec(query)).all()
    return _by_id((t.model_update_id, (t.field, t.locale, t.text)) for t in rows)


def _by_id(rows: Iterable[tuple[UUID, tuple[str, str, str]]]) -> TextsById:
    found: defaultdict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for row_id, row in rows:
        found[row_id].append(row)
    return defaultdict(dict, {row_id: by_field(each) for row_id, each in found.items()})
