"""Model updates: of a system, by id, and the newest of several systems."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.texts import best_text
from backend.systems.models import ModelUpdate, SystemVersion
from backend.systems.queries.lines import UpdateLine
from backend.systems.queries.texts import update_texts


async def updates(session: AsyncSession, system_id: UUID, locale: str) -> list[UpdateLine]:
    """What is published, newest first."""
    of_it = col(ModelUpdate.system_id) == system_id
    return await _lines(session, of_it & col(ModelUpdate.published_on).is_not(None), locale)


async def updates_by_id(
    session: AsyncSession, ids: list[UUID], *wanted: str
) -> dict[UUID, UpdateLine]:
    """In the first of the languages that there are words in, else in English."""
    if not ids:
        return {}
    found = await _lines(session, col(ModelUpdate.id).in_(ids), *wanted)
    return {line.id: line for line in found}


async def owner_of_update(session: AsyncSession, update_id: UUID) -> UUID | None:
    query = select(ModelUpdate.owner_id).where(ModelUpdate.id == update_id)
    return (await session.exec(query)).first()


async def newest_updates(session: AsyncSession, system_ids: list[UUID]) -> dict[UUID, date]:
    """The day from which the newest update of each system is in use."""
    query = (
        columns(col(ModelUpdate.system_id), func.max(col(ModelUpdate.live_from)))
        .where(col(ModelUpdate.system_id).in_(system_ids))
        .group_by(col(ModelUpdate.system_id))
    )
    rows = (await (await session.connection()).execute(query)).all()
    return {row[0]: row[1] for row in rows}


async def _lines(
    session: AsyncSession, where: ColumnElement[bool], wanted: str, *then: str
) -> list[UpdateLine]:
    query = (
        select(ModelUpdate, SystemVersion.name)
        .join(SystemVersion, col(SystemVersion.id) == ModelUpdate.version_id)
        .where(where)
        .order_by(col(ModelUpdate.live_from).desc(), col(ModelUpdate.recorded_at).desc())
    )
    rows = (await session.exec(query)).all()
    words = await update_texts(session, [update.id for update, _ in rows])
    return [
        UpdateLine(
            id=update.id,
            system_id=update.system_id,
            version=version,
            live_from=update.live_from,
            what_changed=best_text(words[update.id].get("what_changed", {}), wanted, *then),
            why=best_text(words[update.id].get("why", {}), wanted, *then),
        )
        for update, version in rows
    ]
