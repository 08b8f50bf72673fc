"""The views of the queue that somebody saved, and those that colleagues share."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import lines, shown
from backend.triage.models import SavedView
from backend.triage.rules.views import ViewLine

_VIEWS = (
    shown(SavedView, "id", "name", "query", "shared", "staff_id")
    .where(col(SavedView.organisation_id) == bindparam("organisation_id"))
    .where(or_(col(SavedView.shared), col(SavedView.staff_id) == bindparam("staff_id")))
    .order_by(col(SavedView.name), col(SavedView.id))
)


async def saved_views(
    session: AsyncSession, organisation_id: UUID, staff_id: UUID
) -> list[ViewLine]:
    """One's own and the shared ones, by name."""
    asked = {"organisation_id": organisation_id, "staff_id": staff_id}
    return await lines(session, ViewLine, _VIEWS, **asked)
