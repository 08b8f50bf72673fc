"""The people of an organisation: who they are, their roles, and their accounts."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts import queries
from backend.accounts.actions.changing import change_languages, change_role, end_employment
from backend.accounts.actions.people import end_sessions, invite, renew_invitation
from backend.accounts.forms import colleague_from, languages_from, no_such_act, role_from
from backend.accounts.queries.signing_in import signed_in_staff, with_second_factor
from backend.accounts.rules import ROLE_NAMES, ROLES_OF, Act, OrganisationKind, may
from backend.accounts.staff import PeopleManager, SignedIn, desk
from backend.audit.actions import Actor
from backend.errors import Absent, Unacceptable
from backend.languages.locales import OURS, offered
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import Elsewhere, see_other
from backend.web.forms import Form
from backend.web.language_names import named_in
from backend.web.templates import refused, render

router = APIRouter()
PEOPLE = "accounts/people.html"


@router.get("/people")
async def people(request: Request, staff: PeopleManager, session: DeskSession) -> HTMLResponse:
    context = await _people(request, staff, session)
    return render(request, PEOPLE, **context)


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
        request, PEOPLE, **context | {"token": token}
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
    elif member.id == staff.id:
        raise no_such_act()
    else:
        await _change_account(session, staff, member, form)
    return None


async def _change_account(
    session: DeskSession, staff: SignedIn, member: queries.Colleague, form: Form
) -> None:
    """What nobody does to their own account."""
    actor, now, act = Actor("staff", staff.id), clock.now(), form.text("act")
    if act == "role":
        await change_role(session, member, role_from(form, staff.kind), (actor, now))
    elif act == "close" and not may_have_cases(staff.kind, member):
        await end_employment(session, member, actor, now)
    elif act == "close":
        raise Elsewhere(f"/desk/leaving?person={member.id}")
    else:
        raise no_such_act()


def leaves_cases(kind: OrganisationKind, member: queries.Colleague) -> bool:
    """Whether somebody works on what has to be handed over when they leave."""
    return may_have_cases(kind, member) and may(member.role, Act.WORK_CASES)


def may_have_cases(kind: OrganisationKind, member: queries.Colleague) -> bool:
    """Cases stay with somebody whose role changed, until others take them over."""
    return kind is OrganisationKind.RECEIVING_OFFICE and member.joined


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
        "signed_in": await signed_in_staff(session, office, now),
        "invited": await queries.invited_staff(session, office, now),
        "secured": await with_second_factor(session, office),
        "leaves_cases": partial(leaves_cases, staff.kind),
        "roles": ROLE_NAMES,
        "choices": ROLES_OF[staff.kind],
        "locales": offered(),
        "readable": OURS,
        "ticked": [],
        "token": "",
        "desk_origin": request.app.state.settings.desk,
        **desk(staff),
    }
