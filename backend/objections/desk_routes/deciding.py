"""The objections of one case: who may decide, and deciding."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.staff import CaseReader, CaseWorker, SignedIn, desk
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules import names
from backend.objections import actions, forms
from backend.objections.queries import objections_shown
from backend.triage.desk_routes.case_pages import Buttons, CasePage, press
from backend.triage.desk_routes.words import words_for
from backend.triage.forms import OUTCOMES, REMEDY_ROWS
from backend.triage.queries.replying import language_of_person
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.forms import Form

router = APIRouter()
MOVES: Buttons = {
    "reject_objection": (forms.reasoned, actions.reject),
    "reverse": (forms.reversed_, actions.reverse),
    "take_up_again": (forms.reasoned, actions.take_up_again),
}
#: No move of the workflow: the stage stays.
HAND_OVER: Buttons = {"hand_over": (forms.nothing, actions.hand_to_intake)}


async def objection_context(session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    return {
        "case": work.case,
        "shown": await objections_shown(session, work),
        "names": names,
        "taxonomy": taxonomy(),
        "outcomes": [code for code in OUTCOMES if code != "duplicate"],
        "remedy_rows": range(1, REMEDY_ROWS + 1),
        "theirs": language_of_person(work.case),
        **words_for(staff.locale),
        **desk(staff),
    }


async def _carry_out(session: DeskSession, work: Work, form: Form) -> str:
    await press(session, work, {**MOVES, **HAND_OVER}, form)
    gone = form.text("move") in HAND_OVER
    return "/desk/" if gone else f"/desk/cases/{work.case.reference}"


PAGE = CasePage("objections/deciding.html", objection_context, _carry_out)


@router.get("/cases/{reference}/objection")
async def objection(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    return await PAGE.show(request, staff, session)


@router.post("/cases/{reference}/objection")
async def decide_objection(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    return await PAGE.act(request, staff, session, form)
