"""Who may enter: the types by which a route of the desk names its audience."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from backend import clock
from backend.accounts.actions.signing_in import continue_session
from backend.accounts.queries import kind_and_country
from backend.accounts.rules import Act, OrganisationKind, Role, may
from backend.database.doors import enter
from backend.errors import Forbidden
from backend.jurisdictions.queries import zone_of
from backend.languages.locales import best_offered
from backend.languages.messages import Message, msg
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring
from backend.web.cookies import read_cookie
from backend.web.database_session import DeskSession
from backend.web.elsewhere import Elsewhere
from backend.web.reader import worded

COOKIE = "staff"
SIGN_IN = "/desk/sign-in"


@dataclass(frozen=True)
class SignedIn:
    """``zone``: the time zone in which this person's organisation works."""

    id: UUID
    organisation_id: UUID
    kind: OrganisationKind
    role: Role
    name: str
    email: str
    locale: str
    zone: str


async def signed_in(request: Request, session: DeskSession) -> SignedIn:
    """Whoever the cookie belongs to; tells the session of the organisation.

    Without a session the way leads to signing in.
    """
    token = read_cookie(request, COOKIE)
    member = await continue_session(session, token, clock.now()) if token else None
    if member is None:
        raise Elsewhere(SIGN_IN)
    await enter(session, organisation=member.organisation_id)
    request.state.locale = best_offered(member.locale)
    kind, country = await kind_and_country(session, member.organisation_id)
    return SignedIn(
        member.id,
        member.organisation_id,
        kind,
        member.role,
        member.name,
        member.email,
        request.state.locale,
        zone_of(country),
    )


AnyStaff = Annotated[SignedIn, Depends(signed_in)]


def _who_may(act: Act) -> Any:
    async def allowed(staff: AnyStaff) -> SignedIn:
        if not may(staff.role, act):
            raise Forbidden
        return staff

    allowed.__name__ = act.value
    return Depends(allowed)


CaseReader = Annotated[SignedIn, _who_may(Act.READ_CASES)]
CaseWorker = Annotated[SignedIn, _who_may(Act.WORK_CASES)]
OwnerStaff = Annotated[SignedIn, _who_may(Act.ANSWER_AS_OWNER)]
ReportWriter = Annotated[SignedIn, _who_may(Act.WRITE_REPORTS)]
PeopleManager = Annotated[SignedIn, _who_may(Act.MANAGE_PEOPLE)]
RecordReader = Annotated[SignedIn, _who_may(Act.READ_RECORD)]

#: Sections of the desk, and the act that opens each.
SECTIONS: tuple[tuple[str, Message, Act], ...] = (
    ("/desk/", msg("Cases", "sections of the desk"), Act.READ_CASES),
    ("/desk/asked", msg("Put to us", "sections of the desk"), Act.ANSWER_AS_OWNER),
    ("/desk/systems", msg("Our systems", "sections of the desk"), Act.ANSWER_AS_OWNER),
    ("/desk/reports", msg("Reports", "sections of the desk"), Act.WRITE_REPORTS),
    ("/desk/people", msg("People", "sections of the desk"), Act.MANAGE_PEOPLE),
    ("/desk/outbox", msg("Outbox", "sections of the desk"), Act.MANAGE_PEOPLE),
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
            (address, worded(name, staff.locale))
            for address, name, act in SECTIONS
            if may(staff.role, act)
        ],
    }


def keyring_of(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def files_of(request: Request) -> FileStore:
    files: FileStore = request.app.state.files
    return files
