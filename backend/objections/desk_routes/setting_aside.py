"""Setting a complaint aside: proposed by one, confirmed by another."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.staff import CaseWorker
from backend.errors import Conflict, Unacceptable
from backend.objections.desk_routes.buttons import ASIDE, carry_out
from backend.objections.desk_routes.deciding import objection_context
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.cases import office_work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render
from backend.web.words import refusal_sentence

router = APIRouter()
PAGE = "objections/setting_aside.html"


@router.get("/cases/{reference}/set-aside")
async def setting_aside(request: Request, staff: CaseWorker, session: DeskSession) -> HTMLResponse:
    work = await office_work(request, session, staff)
    await note_event(session, work, "case.read")
    context = await objection_context(session, staff, work)
    return render(request, PAGE, values={}, errors={}, faults=[], **context)


@router.post("/cases/{reference}/set-aside")
async def set_aside(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    work = await office_work(request, session, staff, form)
    try:
        await carry_out(session, work, ASIDE, form)
    except Unacceptable as refusal:
        context = await objection_context(session, staff, work)
        return refused(request, PAGE, form, refusal, **context)
    except Conflict as refusal:
        context = await objection_context(
            session, staff, await office_work(request, session, staff)
        )
        faults = [("main", refusal_sentence(refusal, staff.locale))]
        return render(request, PAGE, 409, values=form.values(), errors={}, faults=faults, **context)
    return see_other(f"/desk/cases/{work.case.reference}")
