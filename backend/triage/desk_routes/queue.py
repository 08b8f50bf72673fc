"""The queue; people who read no cases go on to where their day begins."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.rules import Act, may
from backend.accounts.staff import AnyStaff, desk, first_section, keyring_of
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import HAPPENED, SEVERITIES, STAGES
from backend.errors import Forbidden
from backend.systems.queries.listing import system_choices
from backend.triage.desk_routes.words import words_for
from backend.triage.forms.queue import queue_filter
from backend.triage.queries.queue import Asking, queue
from backend.triage.queries.views import saved_views
from backend.web.database_session import DeskSession
from backend.web.elsewhere import Elsewhere
from backend.web.templates import render

router = APIRouter()
HERE = "/desk/"


@router.get("/")
async def queue_page(request: Request, staff: AnyStaff, session: DeskSession) -> HTMLResponse:
    if not may(staff.role, Act.READ_CASES):
        if first_section(staff.role) == HERE:
            raise Forbidden
        raise Elsewhere(first_section(staff.role))
    wanted = queue_filter(dict(request.query_params))
    asking = Asking(staff.organisation_id, staff.id, staff.locale, clock.now())
    return render(
        request, "triage/queue.html", wanted=wanted, at=asking.at, stage_names=STAGES,
        page=await queue(session, keyring_of(request), asking, wanted),
        views=await saved_views(session, staff.organisation_id, staff.id),
        may_work=may(staff.role, Act.WORK_CASES), severity_names=SEVERITIES,
        happened=HAPPENED, taxonomy=taxonomy(), **words_for(staff.locale),
        systems=await system_choices(session, staff.locale), **desk(staff),
    )  # fmt: skip
