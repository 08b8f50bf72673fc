"""The model updates that answer a case, and the cases that an update answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.of_case import of_case
from backend.remedies.models import UpdateAnswersCase
from backend.systems.queries.lines import SystemLine, UpdateLine
from backend.systems.queries.listing import system_lines
from backend.systems.queries.updates import updates_by_id


@dataclass(frozen=True)
class Link:
    """``told_at`` is empty until the complainant has been told."""

    case_id: UUID
    model_update_id: UUID
    linked_at: datetime
    told_at: datetime | None


@dataclass(frozen=True)
class Answering:
    """An update that answers a case, as the page of the case shows it."""

    link: Link
    system: SystemLine
    update: UpdateLine


async def updates_answering(session: AsyncSession, case_id: UUID) -> list[UUID]:
    return [link.model_update_id for link in await links_of_case(session, case_id)]


@of_case(UpdateAnswersCase, empty=[])
async def links_of_case(session: AsyncSession, case_id: UUID) -> list[Link]:
    query = select(UpdateAnswersCase).where(UpdateAnswersCase.case_id == case_id)
    rows = (await session.exec(query.order_by(col(UpdateAnswersCase.linked_at)))).all()
    return [_link(row) for row in rows]


async def links_of_update(session: AsyncSession, update_id: UUID) -> list[Link]:
    """Those that the told organisation may see."""
    query = select(UpdateAnswersCase).where(UpdateAnswersCase.model_update_id == update_id)
    rows = (await session.exec(query.order_by(col(UpdateAnswersCase.linked_at)))).all()
    return [_link(row) for row in rows]


async def answering(session: AsyncSession, case_id: UUID, locale: str) -> list[Answering]:
    links = await links_of_case(session, case_id)
    updates = await updates_by_id(session, [link.model_update_id for link in links], locale)
    systems = await system_lines(session, [u.system_id for u in updates.values()], locale)
    return [
        Answering(link, systems[update.system_id], update)
        for link in links
        if (update := updates.get(link.model_update_id))
    ]


async def still_untold(session: AsyncSession, case_id: UUID, update_id: UUID) -> bool:
    """Held until the transaction ends, so that nobody is told twice."""
    query = (
        select(UpdateAnswersCase)
        .where(UpdateAnswersCase.case_id == case_id, UpdateAnswersCase.model_update_id == update_id)
        .where(col(UpdateAnswersCase.told_at).is_(None))
        .with_for_update()
    )
    return (await session.exec(query)).first() is not None


def _link(row: UpdateAnswersCase) -> Link:
    return Link(row.case_id, row.model_update_id, row.linked_at, row.told_at)
