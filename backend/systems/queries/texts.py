"""The words of systems and of their updates, in the reader's language where there are any."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.texts import best_text, by_field
from backend.systems.models import ModelUpdateText, System, SystemText
from backend.systems.queries.lines import SystemLine


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


async def system_texts(
    session: AsyncSession, ids: list[UUID]
) -> defaultdict[UUID, dict[str, dict[str, str]]]:
    query = select(SystemText).where(col(SystemText.system_id).in_(ids))
    rows: defaultdict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for text in (await session.exec(query)).all():
        rows[text.system_id].append((text.field, text.locale, text.text))
    return defaultdict(dict, {key: by_field(value) for key, value in rows.items()})


async def update_texts(
    session: AsyncSession, ids: list[UUID]
) -> defaultdict[UUID, dict[str, dict[str, str]]]:
    query = select(ModelUpdateText).where(col(ModelUpdateText.model_update_id).in_(ids))
    rows: defaultdict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for text in (await session.exec(query)).all():
        rows[text.model_update_id].append((text.field, text.locale, text.text))
    return defaultdict(dict, {key: by_field(value) for key, value in rows.items()})
