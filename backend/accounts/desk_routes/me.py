"""One's own account: name, languages, second factor, sessions."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts import queries
from backend.accounts.actions.changing import change_profile
from backend.accounts.actions.people import (
    end_every_session,
    note_own_sessions_ended,
    token_hash,
)
from backend.accounts.forms import no_such_act, profile_from
from backend.accounts.queries.signing_in import second_factor, sessions_of
from backend.accounts.rules import ROLE_NAMES
from backend.accounts.staff import COOKIE, AnyStaff, SignedIn, desk
from backend.errors import Absent, Unacceptable
from backend.languages.locales import OURS, offered
from backend.web.cookies import drop_cookie, read_cookie
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "accounts/me.html"


@router.get("/me")
async def me_page(request: Request, staff: AnyStaff, session: DeskSession) -> HTMLResponse:
    context = await _shown(request, staff, session)
    done = "kept" in request.query_params
    return render(request, PAGE, done=done, **context)


@router.post("/me")
async def change_me(
    request: Request, staff: AnyStaff, form: StaffForm, session: DeskSession
) -> Response:
    """Keep what was changed, or sign out everywhere."""
    if form.text("act") == "end_sessions":
        return await _sign_out_everywhere(request, staff, session)
    try:
        if form.text("act") != "keep":
            raise no_such_act()
        whom, now = (staff.organisation_id, staff.id), clock.now()
        await change_profile(session, whom, profile_from(form), now)
    except Unacceptable as refusal:
        context = await _shown(request, staff, session) | {"ticked": form.all("reads")}
        return refused(
            request, PAGE, form, refusal, **context | {"values": form.values(), "done": False}
        )
    return see_other("/desk/me?kept=1")


async def _sign_out_everywhere(request: Request, staff: SignedIn, session: DeskSession) -> Response:
    await end_every_session(session, staff.id, clock.now())
    await note_own_sessions_ended(session, (staff.organisation_id, staff.id), clock.now())
    response = see_other("/desk/sign-in")
    drop_cookie(request, response, COOKIE)
    return response


async def _shown(request: Request, staff: SignedIn, session: DeskSession) -> dict[str, Any]:
    member = await queries.staff_by_id(session, staff.id)
    if member is None:
        raise Absent
    factor = await second_factor(session, staff.id)
    this_hash = token_hash(read_cookie(request, COOKIE) or "")
    return {
        "member": member,
        "values": {"name": member.name, "locale": member.locale},
        "ticked": member.reads,
        "factor_since": factor.set_up_at if factor else None,
        "sessions": await sessions_of(session, staff.id, this_hash, clock.now()),
        "roles": ROLE_NAMES,
        "locales": offered(),
        "readable": OURS,
        **desk(staff),
    }
