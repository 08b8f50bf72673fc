"""The office's reports, and beginning one."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import ReportWriter, SignedIn, desk
from backend.cases.actions.clocks import local_day
from backend.errors import Conflict, Unacceptable
from backend.reports.actions.holding import Publisher, office_of
from backend.reports.actions.publishing import compose_later, request_draft
from backend.reports.desk_routes.acting import address_of
from backend.reports.forms import quarter_from
from backend.reports.queries.desk_pages import desk_list
from backend.reports.rules.editions import STATE_NAMES
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "reports/desk_list.html"


@router.get("/reports")
async def reports(request: Request, staff: ReportWriter, session: DeskSession) -> HTMLResponse:
    context = await _context(request, session, staff)
    return render(request, PAGE, **context)


@router.post("/reports")
async def begin(
    request: Request, staff: ReportWriter, form: StaffForm, session: DeskSession
) -> Response:
    """Ask for the figures of a quarter; the worker counts them."""
    by = Publisher(staff.organisation_id, staff.id)
    try:
        period = quarter_from(form)
        lag = request.app.state.settings.report_lag_days
        async with session.begin_nested():
            new = await request_draft(session, by, period, clock.now(), lag)
            await compose_later(session, new)
    except (Conflict, Unacceptable) as refusal:
        context = await _context(request, session, staff)
        return refused(request, PAGE, form, refusal, **context)
    return see_other(address_of(new))


async def _context(request: Request, session: DeskSession, staff: SignedIn) -> dict[str, Any]:
    office = await office_of(session, staff.organisation_id)
    lag = request.app.state.settings.report_lag_days
    today = local_day(office, clock.now())
    return {
        "found": await desk_list(session, staff.organisation_id, today, lag),
        "lag_days": lag,
        "today": today,
        "state_names": STATE_NAMES,
        **desk(staff),
    }
