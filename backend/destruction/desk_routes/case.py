"""Destruction and legal hold of one case: who agreed, and what this person may press."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import Act, Role, may
from backend.accounts.staff import CaseDestroyer, SignedIn, desk
from backend.destruction import forms
from backend.destruction.actions import agreeing
from backend.destruction.queries.case_page import destruction_shown
from backend.errors import Conflict, Fault, Unacceptable
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.cases import office_work
from backend.triage.desk_routes.context import Section
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import refused, render
from backend.web.words import refusal_sentence

router = APIRouter()
PAGE = "destruction/case.html"
#: Which button reads which fields and does what.
BUTTONS: dict[
    str, tuple[Callable[[Form], Any], Callable[[AsyncSession, Work, Any], Awaitable[None]]]
] = {
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


@router.get("/cases/{reference}/destruction")
async def case_destruction(
    request: Request, staff: CaseDestroyer, session: DeskSession
) -> HTMLResponse:
    work = await office_work(request, session, staff)
    await note_event(session, work, "case.read")
    context = await _context(session, staff, work)
    return render(request, PAGE, values={}, errors={}, faults=[], **context)


@router.post("/cases/{reference}/destruction")
async def act_on_destruction(
    request: Request, staff: CaseDestroyer, form: StaffForm, session: DeskSession
) -> Response:
    work = await office_work(request, session, staff)
    try:
        await _carry_out(session, work, form)
    except Unacceptable as refusal:
        context = await _context(session, staff, work)
        return refused(request, PAGE, form, refusal, **context)
    except Conflict as refusal:
        context = await _context(session, staff, work)
        faults = [("main", refusal_sentence(refusal, staff.locale))]
        return render(request, PAGE, 409, values=form.values(), errors={}, faults=faults, **context)
    return see_other(f"/desk/cases/{work.case.reference}/destruction")


async def _carry_out(session: DeskSession, work: Work, form: Form) -> None:
    button = BUTTONS.get(form.text("act"))
    if button is None:
        raise Unacceptable(Fault("act", "not_a_choice"))
    read, act = button
    typed = read(form)
    async with session.begin_nested():
        await act(session, work, typed)


async def _context(session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    shown = await destruction_shown(session, work)
    return {"case": work.case, "shown": shown, "longest": forms.LONGEST_REASON} | desk(staff)
