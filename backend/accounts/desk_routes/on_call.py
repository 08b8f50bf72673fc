"""Who is on call: whoever looks after the people of an office says so."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.actions.on_call import name_on_call
from backend.accounts.queries import Colleague, colleagues
from backend.accounts.queries.on_call import named_on_call
from backend.accounts.rules import ROLE_NAMES, Act, OrganisationKind, may
from backend.accounts.staff import PeopleKeeper, SignedIn, desk
from backend.errors import Unacceptable
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter()
HERE, PAGE = "/desk/on-call", "accounts/on_call.html"


@router.get("/on-call")
async def on_call_page(request: Request, staff: PeopleKeeper, session: DeskSession) -> HTMLResponse:
    context = await _shown(staff, session)
    return render(request, PAGE, **context)


@router.post("/on-call")
async def change_on_call(
    request: Request, staff: PeopleKeeper, form: StaffForm, session: DeskSession
) -> Response:
    people = await colleagues(session, staff.organisation_id)
    by = next(m for m in people if m.id == staff.id)
    try:
        able = _able(staff, people)
        await name_on_call(session, able, form.all("on_call"), by, clock.now())
    except Unacceptable as refusal:
        return refused(request, PAGE, form, refusal, **await _shown(staff, session))
    return see_other(HERE)


def _able(staff: SignedIn, people: list[Colleague]) -> list[Colleague]:
    """Whoever may open the case that the mail leads to."""
    office = staff.kind is OrganisationKind.RECEIVING_OFFICE
    return [m for m in people if office and m.joined and may(m.role, Act.WORK_CASES)]


async def _shown(staff: SignedIn, session: DeskSession) -> dict[str, Any]:
    people = _able(staff, await colleagues(session, staff.organisation_id))
    named = await named_on_call(session, staff.organisation_id)
    return {"people": people, "named": named, "roles": ROLE_NAMES, **desk(staff)}
