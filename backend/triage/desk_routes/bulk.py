"""Many cases in one step: ticked in the queue, chosen what to do, looked at, then done."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import CaseWorker, SignedIn, desk, keyring_of
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules import names
from backend.errors import Conflict, Unacceptable
from backend.triage.actions.bulk import act_on_many
from backend.triage.desk_routes.context import person_of
from backend.triage.desk_routes.words import category_choices
from backend.triage.forms.bulk import many, ticked
from backend.triage.queries.bulk import plan_of, workers
from backend.triage.rules.bulk import Plan
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "triage/bulk.html"


@router.get("/bulk")
async def bulk_page(request: Request, staff: CaseWorker, session: DeskSession) -> HTMLResponse:
    """What was ticked stands in the address, so that this page can be reloaded."""
    asked = ticked(request.query_params.getlist("case"))
    context = await _shown(session, staff, asked, request.query_params.get("act", ""))
    return render(request, PAGE, **context)


@router.post("/bulk")
async def act_together(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    """Without ``apply`` nothing is changed: the page shows what would be."""
    context = await _shown(session, staff, ticked(form.all("case")), form.text("act"))
    try:
        plan = await _plan(session, staff, form)
        if not form.pressed("apply"):
            context |= {"plan": plan}
            return render(request, PAGE, values=form.values(), **context)
        await _apply(request, session, staff, form)
    except Unacceptable as refusal:
        return refused(request, PAGE, form, refusal, **context)
    except Conflict as refusal:
        context |= {"plan": await _plan(session, staff, form)}
        return refused(request, PAGE, form, refusal, **context)
    return see_other("/desk/")


async def _plan(session: DeskSession, staff: SignedIn, form: Form) -> Plan:
    able = {str(m.id) for m in await workers(session, staff.organisation_id)}
    return await plan_of(session, person_of(staff), many(form, able), clock.now())


async def _apply(request: Request, session: DeskSession, staff: SignedIn, form: Form) -> None:
    """A savepoint: what is refused for one case leaves nothing of the others."""
    async with session.begin_nested():
        plan = await _plan(session, staff, form)
        asked = form.text("seen"), clock.now()
        await act_on_many(session, keyring_of(request), person_of(staff), plan, asked)


async def _shown(
    session: DeskSession, staff: SignedIn, references: tuple[str, ...], act: str
) -> dict[str, Any]:
    people = await workers(session, staff.organisation_id)
    return {
        "references": references,
        "act": act,
        "plan": None,
        "people": people,
        "people_names": {m.id: m.name for m in people},
        "names": names,
        "taxonomy": taxonomy(),
        "category_choices": category_choices(staff.locale),
        **desk(staff),
    }
