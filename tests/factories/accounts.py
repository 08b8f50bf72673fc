"""Organisations and staff, made as operators make them."""

import re
import secrets
import time
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation, set_up_organisation
from backend.accounts.actions.people import NewColleague, accept_invitation, invite
from backend.accounts.rules import OrganisationKind, Role
from backend.audit.actions import Actor
from backend.database.doors import transaction
from backend.sealing.keys import MasterKey
from tests.factories.pages import send_form

PASSWORD = "a long enough sentence"
#: The code of an invitation or a reset, on the page that shows it once.
CODE = re.compile(r'class="code"><bdi dir="ltr">([^<]+)<')


async def an_organisation(
    engine: AsyncEngine, master: MasterKey, **changes: object
) -> NewOrganisation:
    """A receiving office in Thailand, unless changed."""
    name = f"office-{secrets.token_hex(4)}"
    values: dict[str, object] = {
        "slug": name,
        "kind": OrganisationKind.RECEIVING_OFFICE,
        "country": "TH",
        "locale": "th",
        "names": {"en": f"Office {name}"},
        "sectors": (),
    }
    new = NewOrganisation(**(values | changes))
    async with transaction(engine) as session:
        await set_up_organisation(session, new, master, clock.now().date())
    return new


async def a_member(
    engine: AsyncEngine, organisation_id: UUID, role: Role, **changes: object
) -> NewColleague:
    """Somebody who has accepted the invitation."""
    values: dict[str, object] = {
        "organisation_id": organisation_id,
        "email": f"{role}-{secrets.token_hex(4)}@example.org",
        "name": f"A {role}",
        "role": role,
        "locale": "en",
    }
    new = NewColleague(**(values | changes))
    now = clock.now()
    async with transaction(engine, organisation=organisation_id) as session:
        token = await invite(session, new, Actor("operator"), now)
        await accept_invitation(session, token, PASSWORD, now)
    return new


async def sign_in(browser: httpx.AsyncClient, member: NewColleague) -> None:
    answer = await send_form(
        browser, "/desk/sign-in", {"email": member.email, "password": PASSWORD}
    )
    assert answer.status_code == 303, answer.text


def invited(**changes: str) -> dict[str, str]:
    """The form by which a colleague is invited."""
    new = {"act": "invite", "name": "Mali", "role": "caseworker", "locale": "th"}
    return new | {"email": f"mali-{time.monotonic_ns()}@example.org"} | changes
