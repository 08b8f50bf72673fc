"""News about a case for its office's people and for whoever complained: that there is something."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, StaffLine, colleagues
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
    """The assignee; without one, or where it is urgent, everybody who works on cases there.

    ``called``: who has just heard of it otherwise.
    """
    staff = [m for m in await colleagues(session, case.handler_id) if m.id not in called]
    return [news_for(member, case, template, at) for member in _concerned(staff, case, template)]


async def tell_staff(session: AsyncSession, case: KnownCase, template: str, at: datetime) -> None:
    await put_into_outbox(session, await news_for_staff(session, case, template, at))


def _concerned(staff: list[Colleague], case: KnownCase, template: str) -> list[Colleague]:
    working = [m for m in staff if m.role in WORKING_ON_CASES and m.joined]
    if template == "late":
        return [m for m in working if m.role is Role.SUPERVISOR or m.id == case.assignee_id]
    assigned = [m for m in working if m.id == case.assignee_id]
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
