"""News about a case for its office's people and for whoever complained: that there is something."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, StaffLine, colleagues
from backend.accounts.queries.absences import stand_ins, today_at
from backend.accounts.rules import WORKING_ON_CASES, Role
from backend.cases.queries.cases import case_by_id
from backend.cases.rules.case import KnownCase
from backend.notifications.actions.outbox import Waiting, put_into_outbox


def news_for(
    member: StaffLine, case: KnownCase, template: str, at: datetime, *, urgent: bool = False
) -> Waiting:
    """For somebody of the office that handles it, or of the one that is asked about it."""
    return Waiting(
        about=case.id,
        parties=(member.organisation_id,),
        template=template,
        locale=member.locale,
        at=at,
        reference=case.reference,
        staff_id=member.id,
        urgent=urgent,
    )


async def news_for_staff(
    session: AsyncSession,
    case: KnownCase,
    template: str,
    at: datetime,
    called: Collection[UUID] = (),
) -> list[Waiting]:
    """The assignee and who stands in; without one, or where it is urgent, all who work on cases.

    ``called``: who has just heard of it otherwise.
    """
    staff = [m for m in await colleagues(session, case.handler_id) if m.id not in called]
    concerned = _concerned(staff, await _assigned(session, case, at), template)
    return [news_for(member, case, template, at) for member in concerned]


async def _assigned(session: AsyncSession, case: KnownCase, at: datetime) -> set[UUID]:
    """Whoever works on it, and somebody who is there, where they are away."""
    assignee = case.assignee_id
    if assignee is None:
        return set()
    today = await today_at(session, case.handler_id, at)
    away = await stand_ins(session, case.handler_id, today)
    return {assignee, away.get(assignee, assignee)}


async def tell_staff(session: AsyncSession, case: KnownCase, template: str, at: datetime) -> None:
    await put_into_outbox(session, await news_for_staff(session, case, template, at))


def _concerned(staff: list[Colleague], on_it: Collection[UUID], template: str) -> list[Colleague]:
    working = [m for m in staff if m.role in WORKING_ON_CASES and m.joined]
    if template == "late":
        return [m for m in working if m.role is Role.SUPERVISOR or m.id in on_it]
    assigned = [m for m in working if m.id in on_it]
    return assigned if assigned and template != "urgent_case" else working


async def tell_complainant(
    session: AsyncSession, case_id: UUID, template: str, at: datetime
) -> None:
    """Put a message into the outbox where the complainant left an e-mail address."""
    case = await case_by_id(session, case_id)
    if case is None or case.contact_way != "email":
        return
    message = Waiting(
        about=case.id,
        parties=(case.handler_id,),
        template=template,
        locale=case.interface_language,
        at=at,
        reference=case.reference,
    )
    await put_into_outbox(session, [message])
