"""Signing in and out, accepting an invitation, and the people of an organisation."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts import queries
from backend.accounts.actions.people import (
    accept_invitation,
    change_languages,
    end_employment,
    end_sessions,
    invite,
    renew_invitation,
)
from backend.accounts.actions.signing_in import check_password, sign_out, start_session
from backend.accounts.forms import (
    colleague_from,
    languages_from,
    no_invitation,
    no_such_act,
    password_from,
)
from backend.accounts.rules import ROLE_NAMES, ROLES_OF, Act, OrganisationKind, may
from backend.accounts.staff import COOKIE, PeopleManager, SignedIn, desk, first_section
from backend.audit.actions import Actor
from backend.database.doors import enter
from backend.errors import Absent, Refusal, Unacceptable
from backend.languages.locales import OURS, offered
from backend.web.cookies import drop_cookie, read_cookie, set_cookie
from backend.web.csrf import PublicForm, StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.language_names import named_in
from backend.web.limits import slow_down_sign_in
from backend.web.templates import refused, render

router = APIRouter(prefix="/desk")
PEOPLE = "accounts/people.html"


@router.get("/sign-in")
async def sign_in_page(request: Request) -> HTMLResponse:
    joined = "joined" in request.query_params
    return render(request, "accounts/sign_in.html", values={}, errors={}, faults=[], joined=joined)


@router.post("/sign-in")
async def sign_in(request: Request, form: PublicForm, session: DeskSession) -> Response:
    """The same answer, as late, for an unknown account and a wrong password."""
    await slow_down_sign_in(request, form.text("email"))
    try:
        member = await check_password(session, form.text("email"), form.text("password"))
    except Unacceptable as refusal:
        shown = form.without("password")
        return refused(request, "accounts/sign_in.html", shown, refusal, joined=False)
    await _end_present(request, session)
    await enter(session, organisation=member.organisation_id)
    token = await start_session(session, member, clock.now())
    response = see_other(first_section(member.role))
    set_cookie(request, response, COOKIE, token)
    return response


@router.post("/sign-out")
async def leave(request: Request, form: StaffForm, session: DeskSession) -> Response:
    del form
    await _end_present(request, session)
    response = see_other("/desk/sign-in")
    drop_cookie(request, response, COOKIE)
    return response


async def _end_present(request: Request, session: DeskSession) -> None:
    """The session that this browser holds, if any."""
    token = read_cookie(request, COOKIE)
    if token:
        await sign_out(session, token, clock.now())


@router.get("/invitation")
async def invitation(request: Request) -> HTMLResponse:
    """The token is typed or pasted here; it never stands in an address."""
    return render(request, "accounts/invitation.html", values={}, errors={}, faults=[])


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


@router.get("/people")
async def people(request: Request, staff: PeopleManager, session: DeskSession) -> HTMLResponse:
    context = await _people(request, staff, session)
    return render(request, PEOPLE, values={}, errors={}, faults=[], **context)


@router.post("/people")
async def change_people(
    request: Request, staff: PeopleManager, form: StaffForm, session: DeskSession
) -> Response:
    """Invite somebody, invite them again, sign them out, or close their account."""
    try:
        token = await _carry_out(session, staff, form)
    except Unacceptable as refusal:
        context = await _people(request, staff, session)
        return refused(request, PEOPLE, form, refusal, **context | {"ticked": form.all("reads")})
    if token is None:
        return see_other("/desk/people")
    context = await _people(request, staff, session)
    return render(
        request, PEOPLE, values={}, errors={}, faults=[], **context | {"token": token}
    )  # fmt: skip


async def _carry_out(session: DeskSession, staff: SignedIn, form: Form) -> str | None:
    """The token of a new invitation, where one was made."""
    actor, now, act = Actor("staff", staff.id), clock.now(), form.text("act")
    if act == "invite":
        new = colleague_from(form, staff.organisation_id, staff.kind)
        return await invite(session, new, actor, now)
    member = await _colleague(session, staff.organisation_id, form.text("staff"))
    if act == "invite_again" and not member.joined:
        return await renew_invitation(session, member, actor, now)
    if act == "languages":
        whom = (member.organisation_id, member.id)
        await change_languages(session, whom, languages_from(form), (actor, now))
    elif act == "end_sessions":
        await end_sessions(session, member, actor, now)
    elif act == "close" and member.id != staff.id:
        await end_employment(session, member, actor, now)
    else:
        raise no_such_act()
    return None


async def _colleague(
    session: DeskSession, organisation_id: UUID, staff_id: str
) -> queries.Colleague:
    found = [m for m in await queries.colleagues(session, organisation_id) if str(m.id) == staff_id]
    if not found:
        raise Absent
    return found[0]


def _unread(people: list[queries.Colleague], kind: OrganisationKind) -> list[str]:
    """Languages in which complaints may come, and that nobody who works on cases here reads."""
    if kind is not OrganisationKind.RECEIVING_OFFICE:
        return []
    read = {tag for m in people if may(m.role, Act.WORK_CASES) for tag in m.languages}
    return [tag for tag in OURS if tag not in read]


async def _people(request: Request, staff: SignedIn, session: DeskSession) -> dict[str, Any]:
    office, now = staff.organisation_id, clock.now()
    people = await queries.colleagues(session, office)
    return {
        "people": people,
        "language_named": named_in(staff.locale),
        "unread": _unread(people, staff.kind),
        "signed_in": await queries.signed_in_staff(session, office, now),
        "invited": await queries.invited_staff(session, office, now),
        "roles": ROLE_NAMES,
        "choices": ROLES_OF[staff.kind],
        "locales": offered(),
        "readable": OURS,
        "ticked": [],
        "token": "",
        "desk_origin": request.app.state.settings.desk,
        **desk(staff),
    }
