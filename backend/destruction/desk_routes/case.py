"""Destruction and legal hold of one case: who agreed, and what this person may press."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import Act, Role, may
from backend.accounts.staff import CaseDestroyer, SignedIn, desk
from backend.destruction import forms
from backend.destruction.actions import agreeing
from backend.destruction.queries.case_page import destruction_shown
from backend.triage.desk_routes.case_pages import Buttons, CasePage, press
from backend.triage.desk_routes.context import Section
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.forms import Form

router = APIRouter()
BUTTONS: Buttons = {
    "agree": (lambda _: None, agreeing.agree),
    "hold": (forms.hold_typed, agreeing.set_hold),
    "let_go": (lambda _: None, agreeing.let_go),
}


async def destruction_of_case(session: AsyncSession, work: Work) -> Section:
    """On the case's own page: that something is asked or held, and the way to more."""
    shown = (
        await destruction_shown(session, work)
        if "account" in work.keys and may(Role(work.person.role), Act.DESTROY_CASES)
        else None
    )
    return Section("destruction/case_section.html", shown)


async def _shown(session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    shown = await destruction_shown(session, work)
    return {"case": work.case, "shown": shown, "longest": forms.LONGEST_REASON} | desk(staff)


async def _carry_out(session: DeskSession, work: Work, form: Form) -> str:
    await press(session, work, BUTTONS, form)
    return f"/desk/cases/{work.case.reference}/destruction"


PAGE = CasePage("destruction/case.html", _shown, _carry_out)


@router.get("/cases/{reference}/destruction")
async def case_destruction(
    request: Request, staff: CaseDestroyer, session: DeskSession
) -> HTMLResponse:
    return await PAGE.show(request, staff, session)


@router.post("/cases/{reference}/destruction")
async def act_on_destruction(
    request: Request, staff: CaseDestroyer, form: StaffForm, session: DeskSession
) -> Response:
    return await PAGE.act(request, staff, session, form)
