"""Setting up one's second factor; nothing else opens before, outside the demonstration."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.actions.second_factors import offer_secret, offered_secret, set_up_factor
from backend.accounts.actions.signing_in import renew_token
from backend.accounts.queries.signing_in import second_factor
from backend.accounts.rules.signing_in import address_for_app, in_groups
from backend.accounts.staff import (
    COOKIE,
    SIGN_IN,
    AnyStaff,
    SignedIn,
    desk,
    first_section,
    master_of,
)
from backend.errors import Unacceptable
from backend.web.cookies import read_cookie, set_cookie
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import Elsewhere, see_other
from backend.web.limits import slow_down_sign_in
from backend.web.qr import qr_code
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "accounts/second_factor.html"


@router.get("/second-factor")
async def second_factor_page(
    request: Request, staff: AnyStaff, session: DeskSession
) -> HTMLResponse:
    present = await second_factor(session, staff.id)
    secret, carried = ("", "") if present else offer_secret(master_of(request), staff.id)
    context = _shown(request, staff, secret, carried)
    since = present.set_up_at if present else None
    return render(request, PAGE, since=since, **context)


@router.post("/second-factor")
async def set_up(
    request: Request, staff: AnyStaff, form: StaffForm, session: DeskSession
) -> Response:
    await slow_down_sign_in(request, f"second factor of {staff.id}")
    secret = offered_secret(master_of(request), staff.id, form.text("secret"))
    whom = (staff.organisation_id, staff.id)
    try:
        given = (secret, form.text("code"))
        await set_up_factor(session, master_of(request), whom, given, clock.now())
    except Unacceptable as refusal:
        context = _shown(request, staff, secret, form.text("secret"))
        return refused(request, PAGE, form.without("code"), refusal, since=None, **context)
    token = await renew_token(session, read_cookie(request, COOKIE) or "", clock.now())
    if token is None:
        raise Elsewhere(SIGN_IN)
    response = see_other(first_section(staff.role))
    set_cookie(request, response, COOKIE, token)
    return response


def _shown(request: Request, staff: SignedIn, secret: str, carried: str) -> dict[str, Any]:
    """Without the sections while none of them opens."""
    shown: dict[str, Any] = {
        "secret": in_groups(secret),
        "carried": carried,
        "picture": qr_code(address_for_app(secret, staff.email)) if secret else "",
        "first": first_section(staff.role),
        **desk(staff),
    }
    closed = request.app.state.second_factor_needed and secret
    return shown | ({"navigation": []} if closed else {})
