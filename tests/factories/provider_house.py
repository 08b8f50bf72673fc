"""An office that signs in at a provider of its own, and somebody on the way there and back."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague, invite
from backend.accounts.rules import Role
from backend.audit.actions import Actor
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.identity_provider import CLIENT, SECRET, IdentityProvider, Person, set_out
from tests.factories.pages import send_form, visible

REFUSED = "Signing in with the account of your organisation did not work."
SETTINGS = "/desk/people/provider"


@dataclass
class House:
    """An office with its provider, and somebody who is invited to it."""

    office: NewOrganisation
    provider: IdentityProvider
    invited: NewColleague
    person: Person

    @property
    def slug(self) -> str:
        return self.office.slug

    def back(self) -> str:
        return f"/desk/sign-in/with/{self.slug}/back"


async def a_house(tools: Tools, browser: httpx.AsyncClient, provider: IdentityProvider) -> House:
    office = await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")
    await sign_in(browser, await a_member(tools.engine, office.id, Role.ADMINISTRATOR))
    fields = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET}
    answer = await send_form(browser, SETTINGS, fields | {"demands": "mfa otp", "active": "yes"})
    assert answer.status_code == 303, visible(answer.text)
    email = f"somebody-{office.slug}@example.org"
    new = NewColleague(office.id, email, "Somebody", Role.CASEWORKER, "en")
    async with transaction(tools.engine, organisation=office.id) as session:
        await invite(session, new, Actor("operator"), clock.now())
    return House(office, provider, new, Person(f"sub-{office.slug}", email))


async def comes_back(browser: httpx.AsyncClient, house: House, **changes: str) -> httpx.Response:
    """There, in, and back, where the way back may be changed."""
    address = house.provider.consent(await set_out(browser, house.slug), house.person)
    parts = urlsplit(address)
    came = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return await browser.get(f"{parts.path}?{urlencode({n: v for n, v in came.items() if v})}")


def is_in(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"] == "/desk/"
