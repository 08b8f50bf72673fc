"""The views of the queue that somebody saved, and those that colleagues share."""

from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.triage.models import SavedView
from backend.triage.rules.views import ViewLine


async def saved_views(
    session: AsyncSession, organisation_id: UUID, staff_id: UUID
) -> list[ViewLine]:
    """One's own and the shared ones, by name."""
    query = (
        select(SavedView)
        .where(SavedView.organisation_id == organisation_id)
        .where(or_(col(SavedView.shared), SavedView.staff_id == staff_id))
        .order_by(SavedView.name, col(SavedView.id))
    )
    return [
        ViewLine(row.id, row.name, row.query, row.shared, row.staff_id)
        for row in (await session.exec(query)).all()
    ]
