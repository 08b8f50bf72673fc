"""Who hears at once of critical cases."""

from datetime import date
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import OnCall
from backend.accounts.queries import Colleague, colleagues
from backend.accounts.queries.absences import stand_ins
from backend.accounts.rules import Act, Role, may


async def named_on_call(session: AsyncSession, organisation_id: UUID) -> set[UUID]:
    query = select(OnCall.staff_id).where(OnCall.organisation_id == organisation_id)
    return set((await session.exec(query)).all())


async def on_call(session: AsyncSession, organisation_id: UUID, day: date) -> list[Colleague]:
    """Those who were named and still work on cases; where nobody does, every supervisor.

    Whoever stands in for one of them on that day hears of it too.
    """
    named = await named_on_call(session, organisation_id)
    present = [m for m in await colleagues(session, organisation_id) if m.joined]
    chosen = [m.id for m in present if m.id in named and may(m.role, Act.WORK_CASES)]
    chosen = chosen or [m.id for m in present if m.role is Role.SUPERVISOR]
    away = await stand_ins(session, organisation_id, day)
    called = {*chosen, *(away[one] for one in chosen if one in away)}
    return [m for m in present if m.id in called]
