"""A whole file on paper: what may leave the house, or, with a reason, what is for the file."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.rules import Act, may
from backend.accounts.staff import CaseReader, SignedIn
from backend.errors import Forbidden, Unacceptable
from backend.triage.actions.printing import print_case
from backend.triage.desk_routes.cases import office_work
from backend.triage.desk_routes.context import case_context
from backend.triage.forms.printing import printing
from backend.triage.queries.work import Work
from backend.triage.rules.printing import LEAVES, Printing
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "triage/print.html"


@router.get("/cases/{reference}/print")
async def print_page(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    """What may leave the house; nothing that only the office knows."""
    work = await office_work(request, session, staff)
    context = await _printed(request, session, staff, work, LEAVES)
    return render(request, PAGE, **context)


@router.post("/cases/{reference}/print")
async def print_more(
    request: Request, staff: CaseReader, form: StaffForm, session: DeskSession
) -> Response:
    """For the file: with a reason, which the record keeps."""
    work = await office_work(request, session, staff)
    try:
        asked = printing(form)
    except Unacceptable as refusal:
        context = await _printed(request, session, staff, work, LEAVES)
        return refused(request, PAGE, form, refusal, **context)
    if asked.contact and not may(staff.role, Act.OPEN_CONTACT):
        raise Forbidden
    context = await _printed(request, session, staff, work, asked)
    return render(request, PAGE, values=form.values(), **context)


async def _printed(
    request: Request, session: DeskSession, staff: SignedIn, work: Work, asked: Printing
) -> dict[str, Any]:
    given = await print_case(session, work, asked)
    context = await case_context(request, session, staff, work)
    return context | {"printing": asked, "given": given, "at": work.at, "may_work": False}
