"""What the worker does for the desk: lateness that escalates once, and news to people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import colleagues
from backend.accounts.rules import Role
from backend.cases.actions.describing import mark_late
from backend.cases.queries.cases import case_by_id
from backend.cases.queries.clocks import running_past
from backend.database.doors import transaction
from backend.grievances.actions.news import news_for, tell_staff
from backend.notifications.actions.outbox import put_into_outbox


async def escalate_late(engine: AsyncEngine, at: datetime) -> int:
    """Each late clock once, in a transaction of its own: cases are held one at a time.

    Held together, hundreds of them would keep doors waiting, and the doors them.
    """
    async with transaction(engine) as session:
        found = [(c.case_id, c.id, c.name) for c in await running_past(session, at)]
    escalated = 0
    for clock in found:
        async with transaction(engine) as session:
            case = await mark_late(session, clock, at)
            if case:
                await tell_staff(session, case, "late", at)
                escalated += 1
    return escalated


async def tell_office(session: AsyncSession, case_id: UUID, template: str, at: datetime) -> None:
    case = await case_by_id(session, case_id)
    if case:
        await tell_staff(session, case, template, at)


async def tell_owner(
    session: AsyncSession, case_id: UUID, organisation_id: UUID, at: datetime
) -> None:
    """Everybody there who answers for systems."""
    case = await case_by_id(session, case_id)
    if case is None:
        return
    news = [
        news_for(member, case, "owner_question", at)
        for member in await colleagues(session, organisation_id)
        if member.role is Role.SYSTEM_OWNER and member.joined
    ]
    await put_into_outbox(session, news)
