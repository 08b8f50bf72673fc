"""Setting a complaint aside: proposed by one, confirmed by another."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.staff import CaseWorker
from backend.objections import actions, forms
from backend.objections.desk_routes.deciding import objection_context
from backend.triage.desk_routes.case_pages import Buttons, CasePage, press
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.forms import Form

router = APIRouter()
MOVES: Buttons = {
    "propose_set_aside": (forms.aside, actions.propose_to_set_aside),
    "set_aside": (forms.nothing, actions.set_aside),
}


async def _carry_out(session: DeskSession, work: Work, form: Form) -> str:
    await press(session, work, MOVES, form)
    return f"/desk/cases/{work.case.reference}"


PAGE = CasePage("objections/setting_aside.html", objection_context, _carry_out)


@router.get("/cases/{reference}/set-aside")
async def setting_aside(request: Request, staff: CaseWorker, session: DeskSession) -> HTMLResponse:
    return await PAGE.show(request, staff, session)


@router.post("/cases/{reference}/set-aside")
async def set_aside(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    return await PAGE.act(request, staff, session, form)
