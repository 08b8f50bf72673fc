"""Printing a case: the record says who, what for and, where more than may leave was asked, why."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.grievances.queries import stories
from backend.triage.actions.writing import note_event, reason
from backend.triage.queries.reasons import InsideReason, inside_reasons
from backend.triage.queries.work import Work
from backend.triage.rules.printing import Printing


@dataclass(frozen=True)
class Given:
    """What is only printed where it was asked for. ``contact``: none where it was not."""

    reasons: list[InsideReason]
    contact: stories.ContactDetails | None = None


async def print_case(session: AsyncSession, work: Work, asked: Printing) -> Given:
    why = reason(work, asked.reason) if asked.reason else None
    actor, case = Actor("staff", work.person.id), work.case
    happening = Happening(
        "case.printed", actor, case.id, (case.handler_id,), work.at, {"for": asked.kind.value}, why
    )
    await record(session, happening)
    if not asked.inside or "office" not in work.keys:
        return Given([])
    reasons = await inside_reasons(session, work)
    if not asked.contact or "contact" not in work.keys:
        return Given(reasons)
    await note_event(session, work, "contact.opened", why)
    return Given(reasons, await stories.contact(session, case.id, work.key("contact")))
