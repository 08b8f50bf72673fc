"""Who may enter: the types by which a route of the desk names its audience."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from backend import clock
from backend.accounts.actions.signing_in import (
    SessionOver,
    continue_session,
    end_session,
)
from backend.accounts.queries import StaffLine, kind_and_country
from backend.accounts.queries.signing_in import SessionHolder
from backend.accounts.rules import Act, OrganisationKind, Role, may, may_at
from backend.database.doors import enter
from backend.database.questions import Questions
from backend.errors import Forbidden
from backend.jurisdictions.queries import zone_of
from backend.languages.formats import format_number
from backend.languages.messages import Message, msg
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.web.cookies import read_cookie
from backend.web.csrf import staff_form
from backend.web.database_session import DeskSession, own_transaction
from backend.web.elsewhere import Elsewhere
from backend.web.reader import shown_in, typed, worded
from backend.web.refusals import EdgeRefusal, FormStale

COOKIE = "staff"
SIGN_IN = "/desk/sign-in"
SECOND_FACTOR = "/desk/second-factor"
#: Sent by the desk's script where a page asks by itself, and nobody has touched it for a while.
UNTOUCHED = "x-untouched"


@dataclass(frozen=True)
class SignedIn:
    """``zone``: the time zone in which this person's organisation works.

    ``waiting``: section of the desk → how much waits for this person there.
    """

    id: UUID
    organisation_id: UUID
    kind: OrganisationKind
    role: Role
    name: str
    email: str
    locale: str
    zone: str
    reads: frozenset[str] = frozenset()
    waiting: Mapping[str, int] = field(default_factory=dict)


async def signed_in(request: Request, session: DeskSession) -> SignedIn:
    """Whoever the cookie belongs to; tells the session of the organisation.

    Without a session the way leads to signing in; without a second factor, outside the
    demonstration, to setting one up.
    """
    member = await _continued(request, session, read_cookie(request, COOKIE))
    if member is None:
        raise await _signed_out(request)
    away = request.url.path != SECOND_FACTOR
    if away and request.app.state.second_factor_needed and not member.proved:
        raise Elsewhere(SECOND_FACTOR)
    request.state.locale = shown_in(request, member.locale)
    async with Questions(session) as ask:
        ask(enter(session, organisation=member.organisation_id))
        office = ask(kind_and_country(session, member.organisation_id))
        waiting = ask(_waiting(request, session, member))
    kind, country = office.answer
    staff = SignedIn(
        member.id,
        member.organisation_id,
        kind,
        member.role,
        member.name,
        member.email,
        request.state.locale,
        zone_of(country),
        member.languages,
        waiting.answer,
    )
    request.state.desk = partial(desk, staff)
    return staff


async def _continued(
    request: Request, session: DeskSession, token: str | None
) -> SessionHolder | None:
    now = clock.now()
    try:
        touched = UNTOUCHED not in request.headers
        return await continue_session(session, token, now, touched=touched) if token else None
    except SessionOver:
        # This request ends elsewhere, and must not hold one connection while it takes another.
        await session.rollback()
        async with own_transaction(request, "desk") as apart:
            await end_session(apart, token or "", now)
        return None


async def _signed_out(request: Request) -> Exception:
    """Whoever wrote for longer than their session lasts gets back what they wrote."""
    unread = not hasattr(request.state, "typed")
    if request.method == "POST" and read_cookie(request, COOKIE) and unread:
        with suppress(EdgeRefusal):
            await staff_form(request)
    written = typed(request)
    return FormStale(written) if written else Elsewhere(SIGN_IN)


async def locale_of_staff(request: Request) -> str | None:
    """Of whoever is signed in, where no page asked who it is: an address that leads nowhere."""
    token = read_cookie(request, COOKIE)
    if token is None:
        return None
    async with own_transaction(request, "desk") as session:
        try:
            member = await continue_session(session, token, clock.now())
        except SessionOver:
            return None
    return shown_in(request, member.locale) if member else None


async def _waiting(request: Request, session: DeskSession, member: StaffLine) -> dict[str, int]:
    """Capabilities above this one count for their sections; see app.py."""
    async with Questions(session) as ask:
        counts = {
            address: ask(count(session, member))
            for address, count in request.app.state.waiting_counts.items()
        }
    return {address: count.answer for address, count in counts.items()}


AnyStaff = Annotated[SignedIn, Depends(signed_in)]


def _who_may(act: Act) -> Any:
    async def allowed(staff: AnyStaff) -> SignedIn:
        if not may_at(staff.kind, staff.role, act):
            raise Forbidden
        return staff

    allowed.__name__ = act.value
    return Depends(allowed)


CaseReader = Annotated[SignedIn, _who_may(Act.READ_CASES)]
CaseWorker = Annotated[SignedIn, _who_may(Act.WORK_CASES)]
ContactOpener = Annotated[SignedIn, _who_may(Act.OPEN_CONTACT)]
OwnerStaff = Annotated[SignedIn, _who_may(Act.ANSWER_AS_OWNER)]
ReportWriter = Annotated[SignedIn, _who_may(Act.WRITE_REPORTS)]
PeopleManager = Annotated[SignedIn, _who_may(Act.MANAGE_PEOPLE)]
TextWriter = Annotated[SignedIn, _who_may(Act.WRITE_TEXTS)]
ReplyWriter = Annotated[SignedIn, _who_may(Act.WRITE_REPLIES)]
CaseDestroyer = Annotated[SignedIn, _who_may(Act.DESTROY_CASES)]
PeopleKeeper = Annotated[SignedIn, _who_may(Act.LOOK_AFTER_PEOPLE)]
RecordReader = Annotated[SignedIn, _who_may(Act.READ_RECORD)]
FilesForOthers = Annotated[SignedIn, _who_may(Act.FILE_FOR_OTHERS)]

#: Sections of the desk, and the act that opens each.
SECTIONS: tuple[tuple[str, Message, Act], ...] = (
    ("/desk/", msg("Cases", "sections of the desk"), Act.READ_CASES),
    ("/desk/today", msg("Today", "sections of the desk"), Act.READ_CASES),
    ("/desk/file", msg("File for somebody", "sections of the desk"), Act.FILE_FOR_OTHERS),
    ("/desk/translations", msg("Translations", "sections of the desk"), Act.WORK_CASES),
    ("/desk/destruction", msg("Destruction", "sections of the desk"), Act.DESTROY_CASES),
    ("/desk/asked", msg("Put to us", "sections of the desk"), Act.ANSWER_AS_OWNER),
    ("/desk/systems", msg("Our systems", "sections of the desk"), Act.ANSWER_AS_OWNER),
    ("/desk/reports", msg("Reports", "sections of the desk"), Act.WRITE_REPORTS),
    ("/desk/people", msg("People", "sections of the desk"), Act.MANAGE_PEOPLE),
    ("/desk/colleagues", msg("Colleagues", "sections of the desk"), Act.LOOK_AFTER_PEOPLE),
    ("/desk/days-off", msg("Days off", "sections of the desk"), Act.MANAGE_PEOPLE),
    (
        "/desk/engine",
        msg("Machine translation", "sections of the desk"),
        Act.MANAGE_PEOPLE,
    ),
    ("/desk/outbox", msg("Outbox", "sections of the desk"), Act.MANAGE_PEOPLE),
    ("/desk/texts", msg("Texts", "sections of the desk"), Act.WRITE_TEXTS),
    ("/desk/replies", msg("Ready replies", "sections of the desk"), Act.WRITE_REPLIES),
    ("/desk/record", msg("Record", "sections of the desk"), Act.READ_RECORD),
)


def first_section(role: Role) -> str:
    """Where this person's day begins."""
    return next((address for address, _, act in SECTIONS if may(role, act)), "/desk/")


def desk(staff: SignedIn) -> dict[str, Any]:
    """What the layout of the desk needs: the sections that this person may open."""
    return {
        "staff": staff,
        "zone": staff.zone,
        "navigation": [
            (address, _with_count(worded(name, staff.locale), address, staff))
            for address, name, act in SECTIONS
            if may_at(staff.kind, staff.role, act)
        ],
    }


def _with_count(words: str, address: str, staff: SignedIn) -> str:
    waits = staff.waiting.get(address, 0)
    return f"{words} ({format_number(waits, staff.locale)})" if waits else words


def master_of(request: Request) -> MasterKey:
    return keyring_of(request).master


def today_of(staff: SignedIn, at: datetime) -> date:
    """The day where this person's organisation is."""
    return at.astimezone(ZoneInfo(staff.zone)).date()


def keyring_of(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def files_of(request: Request) -> FileStore:
    files: FileStore = request.app.state.files
    return files
