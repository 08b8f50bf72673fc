"""Signing in and out, accepting an invitation, using the code of a reset."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.actions.people import accept_invitation
from backend.accounts.actions.resets import use_reset
from backend.accounts.actions.signing_in import check_sign_in, sign_out, start_session
from backend.accounts.forms import no_invitation, no_reset, password_from, typed_to_sign_in
from backend.accounts.models import StaffMember
from backend.accounts.queries.providers import providers_in_use
from backend.accounts.rules.signing_in import Method
from backend.accounts.staff import COOKIE, first_section, master_of
from backend.database.doors import enter
from backend.errors import Refusal, Unacceptable
from backend.web.cookies import drop_cookie, read_cookie, set_cookie
from backend.web.csrf import PublicForm, StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.limits import slow_down_sign_in
from backend.web.reader import locale_of
from backend.web.templates import refused, render

router = APIRouter()
SIGN_IN = "accounts/sign_in.html"
RESET = "accounts/reset.html"


@router.get("/sign-in")
async def sign_in_page(request: Request, session: DeskSession) -> HTMLResponse:
    houses = await providers_in_use(session, locale_of(request))
    news = next((n for n in ("joined", "reset") if n in request.query_params), "")
    return render(request, SIGN_IN, news=news, houses=houses)


@router.post("/sign-in")
async def sign_in(request: Request, form: PublicForm, session: DeskSession) -> Response:
    """The same answer, as late, for an unknown account, a wrong password and a wrong code."""
    await slow_down_sign_in(request, form.text("email"))
    try:
        typed = typed_to_sign_in(form)
        member = await check_sign_in(session, master_of(request), typed, clock.now())
    except Unacceptable as refusal:
        houses = await providers_in_use(session, locale_of(request))
        shown = form.without("password", "code")
        return refused(request, SIGN_IN, shown, refusal, news="", houses=houses)
    return await let_in(request, session, member)


async def let_in(
    request: Request, session: DeskSession, member: StaffMember, method: Method = Method.PASSWORD
) -> Response:
    """A new session in place of the one that this browser had."""
    await end_present(request, session)
    await enter(session, organisation=member.organisation_id)
    token = await start_session(session, member, clock.now(), method)
    response = see_other(first_section(member.role))
    set_cookie(request, response, COOKIE, token)
    return response


@router.post("/sign-out")
async def leave(request: Request, form: StaffForm, session: DeskSession) -> Response:
    del form
    await end_present(request, session)
    response = see_other("/desk/sign-in")
    drop_cookie(request, response, COOKIE)
    return response


async def end_present(request: Request, session: DeskSession) -> None:
    """The session that this browser holds, if any."""
    token = read_cookie(request, COOKIE)
    if token:
        await sign_out(session, token, clock.now())


@router.get("/invitation")
async def invitation(request: Request) -> HTMLResponse:
    """The token is typed or pasted here; it never stands in an address."""
    return render(request, "accounts/invitation.html")


@router.post("/invitation")
async def accept(request: Request, form: PublicForm, session: DeskSession) -> Response:
    await slow_down_sign_in(request, "invitation")
    try:
        password = password_from(form)
        token = form.text("invitation").strip()
        await accept_invitation(session, token, password, clock.now())
    except Refusal as refusal:
        found = refusal if isinstance(refusal, Unacceptable) else no_invitation()
        shown = form.without("password", "password_again")
        return refused(request, "accounts/invitation.html", shown, found)
    return see_other("/desk/sign-in?joined=1")


@router.get("/reset")
async def reset_page(request: Request) -> HTMLResponse:
    return render(request, RESET)


@router.post("/reset")
async def reset(request: Request, form: PublicForm, session: DeskSession) -> Response:
    """What the code is for was settled when it was approved; a password is typed where asked."""
    await slow_down_sign_in(request, "reset")
    try:
        password = password_from(form)
        # A savepoint: a password that is too weak leaves the code as it was.
        async with session.begin_nested():
            await use_reset(session, form.text("reset").strip(), password, clock.now())
    except Refusal as refusal:
        found = refusal if isinstance(refusal, Unacceptable) else no_reset()
        return refused(request, RESET, form.without("password", "password_again"), found)
    response = see_other("/desk/sign-in?reset=1")
    drop_cookie(request, response, COOKIE)
    return response
