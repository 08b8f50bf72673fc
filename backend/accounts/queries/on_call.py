"""Who hears at once of critical cases."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import OnCall
from backend.accounts.queries import Colleague, colleagues
from backend.accounts.rules import Act, Role, may


async def named_on_call(session: AsyncSession, organisation_id: UUID) -> set[UUID]:
    query = select(OnCall.staff_id).where(OnCall.organisation_id == organisation_id)
    return set((await session.exec(query)).all())


async def on_call(session: AsyncSession, organisation_id: UUID) -> list[Colleague]:
    """Those who were named and still work on cases; where nobody does, every supervisor."""
    named = await named_on_call(session, organisation_id)
    present = [m for m in await colleagues(session, organisation_id) if m.joined]
    chosen = [m for m in present if m.id in named and may(m.role, Act.WORK_CASES)]
    return chosen or [m for m in present if m.role is Role.SUPERVISOR]
