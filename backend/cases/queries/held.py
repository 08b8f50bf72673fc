"""Open cases by whom they are assigned to."""

from uuid import UUID

from sqlalchemy import select as columns
from sqlmodel import col, func
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Case
from backend.cases.rules.held import HeldCase


async def held_cases(session: AsyncSession, handler_id: UUID, assignee_id: UUID) -> list[HeldCase]:
    """Of one person, what is due next first."""
    query = (
        columns(col(Case.id), col(Case.language), col(Case.revision))
        .where(col(Case.handler_id) == handler_id, col(Case.assignee_id) == assignee_id)
        .where(col(Case.closed_on).is_(None))
        .order_by(col(Case.due_at).asc().nulls_last(), col(Case.id))
    )
    rows = (await (await session.connection()).execute(query)).all()
    return [HeldCase(row.id, row.language, row.revision) for row in rows]


async def cases_held(session: AsyncSession, handler_id: UUID) -> dict[UUID, int]:
    """How many open cases each person has."""
    query = (
        columns(col(Case.assignee_id), func.count().label("held"))
        .where(col(Case.handler_id) == handler_id, col(Case.assignee_id).is_not(None))
        .where(col(Case.closed_on).is_(None))
        .group_by(col(Case.assignee_id))
    )
    rows = (await (await session.connection()).execute(query)).all()
    return {row.assignee_id: row.held for row in rows}
