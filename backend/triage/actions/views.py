"""Saving a view of the queue under a name, and taking it away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import Act, Role, may
from backend.database.rows import add
from backend.errors import Absent, Fault, Forbidden, Unacceptable
from backend.triage.models import SavedView
from backend.triage.queries.views import saved_views
from backend.triage.queries.work import Person
from backend.triage.rules.views import MOST_VIEWS, NewView


async def save_view(session: AsyncSession, person: Person, new: NewView, at: datetime) -> None:
    present = await saved_views(session, person.organisation_id, person.id)
    if sum(view.staff_id == person.id for view in present) >= MOST_VIEWS:
        raise Unacceptable(Fault("view_name", "too_many_views", (("most", MOST_VIEWS),)))
    await add(
        session,
        SavedView,
        organisation_id=person.organisation_id,
        staff_id=person.id,
        name=new.name,
        query=new.address,
        shared=new.shared,
        saved_at=at,
    )


async def remove_view(session: AsyncSession, person: Person, view_id: UUID | None) -> None:
    """One's own; a shared one also by whoever looks after people, for who shared it may be gone."""
    present = await saved_views(session, person.organisation_id, person.id)
    view = next((one for one in present if one.id == view_id), None)
    if view is None:
        raise Absent
    if view.staff_id != person.id and not may(Role(person.role), Act.LOOK_AFTER_PEOPLE):
        raise Forbidden
    await session.exec(delete(SavedView).where(col(SavedView.id) == view.id))
