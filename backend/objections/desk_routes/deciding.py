"""The objections of one case: who may decide, and deciding."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.staff import CaseReader, CaseWorker, SignedIn, desk
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules import names
from backend.errors import Conflict, Unacceptable
from backend.objections.desk_routes.buttons import HAND_OVER, OF_OBJECTIONS, carry_out
from backend.objections.queries import objections_shown
from backend.triage import forms
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.cases import office_work
from backend.triage.desk_routes.words import words_for
from backend.triage.queries.replying import language_of_person
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render
from backend.web.words import refusal_sentence

router = APIRouter()
PAGE = "objections/deciding.html"


@router.get("/cases/{reference}/objection")
async def objection(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    work = await office_work(request, session, staff)
    await note_event(session, work, "case.read")
    context = await objection_context(session, staff, work)
    return render(request, PAGE, values={}, errors={}, faults=[], **context)


@router.post("/cases/{reference}/objection")
async def decide_objection(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    work = await office_work(request, session, staff, form)
    try:
        await carry_out(session, work, {**OF_OBJECTIONS, **HAND_OVER}, form)
    except Unacceptable as refusal:
        context = await objection_context(session, staff, work)
        return refused(request, PAGE, form, refusal, **context)
    except Conflict as refusal:
        context = await objection_context(
            session, staff, await office_work(request, session, staff)
        )
        faults = [("main", refusal_sentence(refusal, staff.locale))]
        return render(request, PAGE, 409, values=form.values(), errors={}, faults=faults, **context)
    gone = form.text("move") in HAND_OVER
    return see_other("/desk/" if gone else f"/desk/cases/{work.case.reference}")


async def objection_context(session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    return {
        "case": work.case,
        "shown": await objections_shown(session, work),
        "names": names,
        "taxonomy": taxonomy(),
        "outcomes": [code for code in forms.OUTCOMES if code != "duplicate"],
        "remedy_rows": range(1, forms.REMEDY_ROWS + 1),
        "theirs": language_of_person(work.case),
        **words_for(staff.locale),
        **desk(staff),
    }
