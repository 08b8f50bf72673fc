"""Saved views of the queue: one's own, and those that are shared with the office."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import staff_names
from backend.accounts.rules import Act, may
from backend.accounts.staff import CaseReader, SignedIn, desk
from backend.errors import Unacceptable
from backend.triage.actions.views import remove_view, save_view
from backend.triage.desk_routes.context import person_of
from backend.triage.forms.queue import filter_at, new_view
from backend.triage.queries.views import saved_views
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import read_id
from backend.web.templates import refused, render

router = APIRouter()
HERE, PAGE = "/desk/views", "triage/views.html"


@router.get("/views")
async def views_page(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    """What the queue hands on in ``view`` can be saved here."""
    context = await _shown(session, staff, request.query_params.get("view", ""))
    return render(request, PAGE, **context)


@router.post("/views")
async def change_views(
    request: Request, staff: CaseReader, form: StaffForm, session: DeskSession
) -> Response:
    person = person_of(staff)
    try:
        if form.text("act") == "remove":
            await remove_view(session, person, read_id(form.text("saved")))
            return see_other(HERE)
        new = new_view(form)
        await save_view(session, person, new, clock.now())
    except Unacceptable as refusal:
        context = await _shown(session, staff, form.text("view"))
        return refused(request, PAGE, form, refusal, **context)
    return see_other(filter_at(new.address).address())


async def _shown(session: DeskSession, staff: SignedIn, address: str) -> dict[str, Any]:
    views = await saved_views(session, staff.organisation_id, staff.id)
    whose = [view.staff_id for view in views]
    return {
        "views": views,
        "names": await staff_names(session, staff.organisation_id, whose),
        "view": filter_at(address[:1000]).kept(),
        "may_remove": may(staff.role, Act.LOOK_AFTER_PEOPLE),
        **desk(staff),
    }
