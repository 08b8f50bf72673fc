"""A colleague leaves: what will happen, and then all of it in one step.

Numbers and languages only: administrators do this too, who read no case.
"""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.desk_routes.people import leaves_cases
from backend.accounts.rules import ROLE_NAMES, Act, may
from backend.accounts.staff import PeopleKeeper, SignedIn, desk, today_of
from backend.errors import Conflict, Forbidden, Unacceptable
from backend.triage.actions.leaving import let_go
from backend.triage.queries.leaving import EVERYBODY, Leaving, leaving
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import read_id
from backend.web.language_names import named_in
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "triage/leaving.html"


@router.get("/leaving")
async def leaving_page(request: Request, staff: PeopleKeeper, session: DeskSession) -> HTMLResponse:
    asked = dict(request.query_params)
    found = await _leaving(session, staff, (asked.get("person", ""), asked.get("to", "")))
    return render(request, PAGE, **_shown(staff, found))


@router.post("/leaving")
async def leave(
    request: Request, staff: PeopleKeeper, form: StaffForm, session: DeskSession
) -> Response:
    found = await _leaving(session, staff, (form.text("person"), form.text("to")))
    try:
        # A savepoint: what is refused half-way leaves nothing, and the page is still shown.
        async with session.begin_nested():
            by = (staff.id, staff.role.value)
            await let_go(session, found, by, form.text("seen"), clock.now())
    except (Conflict, Unacceptable) as refusal:
        found = await _leaving(session, staff, (form.text("person"), form.text("to")))
        return refused(request, PAGE, form, refusal, **_shown(staff, found))
    return see_other("/desk/colleagues")


async def _leaving(session: DeskSession, staff: SignedIn, asked: tuple[str, str]) -> Leaving:
    person, to = asked
    today = today_of(staff, clock.now())
    found = await leaving(session, staff.organisation_id, (read_id(person), to), today)
    # Who works on no case is let go by those who invite people, and by nobody else.
    if not may(staff.role, Act.MANAGE_PEOPLE) and not leaves_cases(staff.kind, found.person):
        raise Forbidden
    return found


def _shown(staff: SignedIn, found: Leaving) -> dict[str, Any]:
    return {
        "leaving": found,
        "everybody": EVERYBODY,
        "language_named": named_in(staff.locale),
        "roles": ROLE_NAMES,
        **desk(staff),
    }
