"""What waits for two people of an office: cases to be destroyed, and those that are held."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import StaffLine
from backend.accounts.rules import Act, may
from backend.accounts.staff import CaseDestroyer, SignedIn, desk, today_of
from backend.cases.actions.destroying import Agreeing
from backend.cases.queries.destruction import (
    WaitingLine,
    count_waiting,
    held_cases,
    waiting_destructions,
)
from backend.cases.rules.destruction import AskedBy
from backend.destruction import forms
from backend.destruction.actions.agreeing import Agreed, agree_to_several
from backend.destruction.queries.case_page import may_agree
from backend.errors import Conflict, Unacceptable
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter()
LIST = "/desk/destruction"
PAGE = "destruction/list.html"


async def waiting_for(session: DeskSession, member: StaffLine) -> int:
    if not may(member.role, Act.DESTROY_CASES):
        return 0
    return await count_waiting(session, member.organisation_id)


@router.get("/destruction")
async def destruction(request: Request, staff: CaseDestroyer, session: DeskSession) -> HTMLResponse:
    context = await _context(session, staff)
    return render(request, PAGE, **context)


@router.post("/destruction")
async def agree_to_destruction(
    request: Request, staff: CaseDestroyer, form: StaffForm, session: DeskSession
) -> Response:
    by = Agreeing(staff.id, staff.role.value, clock.now())
    try:
        async with session.begin_nested():
            agreed = Agreed(staff.organisation_id, forms.ticked(form))
            await agree_to_several(session, agreed, by)
    except (Conflict, Unacceptable) as refusal:
        return refused(request, PAGE, form, refusal, **await _context(session, staff))
    return see_other(LIST)


async def _context(session: DeskSession, staff: SignedIn) -> dict[str, Any]:
    """What this person may agree to, what waits for somebody else, and what is held."""
    waiting = await waiting_destructions(session, staff.organisation_id)
    asked = [line for line in waiting if not line.held]
    return {
        "mine": [line for line in asked if _may(line, staff)],
        "others": [line for line in asked if not _may(line, staff)],
        "held": await held_cases(session, staff.organisation_id),
        "by_rule": AskedBy.RULE,
        "today": today_of(staff, clock.now()),
        **desk(staff),
    }


def _may(line: WaitingLine, staff: SignedIn) -> bool:
    return line.about is not None and may_agree(line.about.agreement, staff.id, staff.role.value)
