"""Calling whoever is on call when a case is or becomes critical, once for each severity."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries.absences import today_at
from backend.accounts.queries.on_call import on_call
from backend.cases.queries.cases import lock_case
from backend.cases.rules.case import KnownCase
from backend.cases.rules.severity import URGENT
from backend.grievances.actions.news import news_for
from backend.notifications.actions.outbox import put_into_outbox
from backend.notifications.queries import told_of


async def call_about(session: AsyncSession, case: KnownCase, at: datetime) -> set[UUID]:
    """Gives whom; nobody where it was done before. The case is held, so two jobs call once.

    After a call for S5, one for S4 would be news of nothing.
    """
    if case.severity not in URGENT:
        return set()
    templates = [f"on_call_{code.lower()}" for code in URGENT if code >= case.severity]
    if await told_of(session, [case.id], templates):
        return set()
    today = await today_at(session, case.handler_id, at)
    people = await on_call(session, case.handler_id, today)
    calls = [news_for(member, case, templates[0], at, urgent=True) for member in people]
    await put_into_outbox(session, calls)
    return {member.id for member in people}


async def call_again(session: AsyncSession, case_id: UUID, at: datetime) -> None:
    """After an assessment: the case as it is now, unless it is destroyed."""
    case = await lock_case(session, case_id)
    if case and not case.destroyed_on:
        await call_about(session, case, at)
