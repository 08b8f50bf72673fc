"""Looking after colleagues: who is away, whose sign-in is reset, who leaves."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts import queries
from backend.accounts.actions.absences import enter_absence, withdraw_absence
from backend.accounts.actions.resets import approve_reset, ask_for_reset, refuse_reset
from backend.accounts.desk_routes.people import leaves_cases
from backend.accounts.forms import away_from, no_such_act
from backend.accounts.queries.absences import absences_ahead
from backend.accounts.queries.signing_in import ResetLine, waiting_resets
from backend.accounts.rules import ROLE_NAMES, WORKING_ON_CASES, OrganisationKind
from backend.accounts.rules.signing_in import RESET_NAMES, Resettable
from backend.accounts.staff import PeopleKeeper, SignedIn, desk, today_of
from backend.audit.actions import Actor
from backend.errors import Absent, Unacceptable
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form, read_id
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "accounts/colleagues.html"


@router.get("/colleagues")
async def colleagues_page(
    request: Request, staff: PeopleKeeper, session: DeskSession
) -> HTMLResponse:
    context = await _shown(request, staff, session)
    return render(request, PAGE, **context)


@router.post("/colleagues")
async def look_after(
    request: Request, staff: PeopleKeeper, form: StaffForm, session: DeskSession
) -> Response:
    """Ask for a reset, approve or refuse one, enter an absence or take it back."""
    try:
        token = await _carry_out(session, staff, form)
    except Unacceptable as refusal:
        context = await _shown(request, staff, session)
        return refused(request, PAGE, form, refusal, **context)
    if token is None:
        return see_other("/desk/colleagues")
    context = await _shown(request, staff, session) | {"token": token}
    return render(request, PAGE, **context)


async def _carry_out(session: DeskSession, staff: SignedIn, form: Form) -> str | None:
    """The code of a reset, where one was approved."""
    now, act = clock.now(), form.text("act")
    if act == "withdraw_absence":
        absence = read_id(form.text("absence")) or UUID(int=0)
        await withdraw_absence(session, staff.organisation_id, absence, (staff.id, now))
        return None
    if act in {"approve", "refuse"}:
        return await _settle(session, staff, form)
    member = await _colleague(session, staff.organisation_id, read_id(form.text("staff")))
    if act in {f"reset_{what}" for what in Resettable}:
        what = Resettable(act.removeprefix("reset_"))
        await ask_for_reset(session, member, what, (Actor("staff", staff.id), now))
    elif act == "absence":
        people = await queries.colleagues(session, staff.organisation_id)
        away = away_from(form, (member, people), today_of(staff, now))
        await enter_absence(session, member, away, (staff.id, now))
    else:
        raise no_such_act()
    return None


async def _settle(session: DeskSession, staff: SignedIn, form: Form) -> str | None:
    now = clock.now()
    by, asked = (Actor("staff", staff.id), now), read_id(form.text("reset"))
    waiting = await waiting_resets(session, staff.organisation_id, now)
    line: ResetLine | None = next((one for one in waiting if one.id == asked), None)
    if line is None:
        raise Absent
    if form.text("act") == "refuse":
        await refuse_reset(session, line, by)
        return None
    member = await _colleague(session, staff.organisation_id, line.staff_id)
    return await approve_reset(session, line, member.locale, by)


async def _colleague(
    session: DeskSession, organisation_id: UUID, staff_id: UUID | None
) -> queries.Colleague:
    found = [m for m in await queries.colleagues(session, organisation_id) if m.id == staff_id]
    if not found:
        raise Absent
    return found[0]


async def _shown(request: Request, staff: SignedIn, session: DeskSession) -> dict[str, Any]:
    now = clock.now()
    today = today_of(staff, now)
    people = await queries.colleagues(session, staff.organisation_id)
    office = staff.kind is OrganisationKind.RECEIVING_OFFICE
    return {
        "people": people,
        "named": {m.id: m.name for m in people},
        "waiting_resets": await waiting_resets(session, staff.organisation_id, now),
        "away": await absences_ahead(session, staff.organisation_id, today),
        "today": today,
        "working": [m for m in people if office and m.role in WORKING_ON_CASES and m.joined],
        "leaving": {m.id for m in people if leaves_cases(staff.kind, m) and m.id != staff.id},
        "roles": ROLE_NAMES,
        "resettable": RESET_NAMES,
        "token": "",
        "desk_origin": request.app.state.settings.desk,
        **desk(staff),
    }
