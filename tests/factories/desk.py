"""What an office does with a case, through its own pages."""

import re
from dataclasses import dataclass

import httpx

from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.pages import send_form, visible

ASSESS = {
    "move": "assess", "subtype": "B02", "harm": "1", "reversibility": "easy", "scale_people": "1",
    "ongoing": "no", "vulnerability": "none", "account_language": "en", "system": "",
}  # fmt: skip
PROPOSE = {
    "move": "propose", "outcome": "upheld", "outcome_reason": "You are right.",
    "reason_language": "en", "remedy_1": "RM03", "remedy_1_due": "2030-01-31",
}  # fmt: skip
DECIDE = {"move": "decide"}
ASK = {"move": "ask_person", "person_question": "On which day was it?"}
REFER = {
    "move": "refer", "referral_body": "police", "referral_letter": "Dear colleagues",
    "referral_address": "12 Main Street",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A caseworker and a supervisor, each in a browser of their own."""

    office: NewOrganisation
    worker: httpx.AsyncClient
    supervisor: httpx.AsyncClient

    async def work(self, reference: str, *moves: dict[str, str]) -> None:
        """Each move by whoever may take it."""
        for fields in moves:
            browser = self.supervisor if fields is DECIDE else self.worker
            answer = await press(browser, reference, fields)
            assert answer.status_code == 303, visible(answer.text)


async def a_desk(
    tools: Tools, country: str, browsers: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> Desk:
    """The office of a country that no other test files in."""
    master = tools.keyring.master
    office = await an_organisation(tools.engine, master, country=country, locale="en", intake=True)
    for browser, role in zip(browsers, (Role.CASEWORKER, Role.SUPERVISOR), strict=True):
        await enter(browser, tools, office, role)
    return Desk(office, *browsers)


async def enter(
    browser: httpx.AsyncClient, tools: Tools, office: NewOrganisation, role: Role
) -> None:
    """As somebody new with that role."""
    await sign_in(browser, await a_member(tools.engine, office.id, role))


async def press(
    browser: httpx.AsyncClient, reference: str, fields: dict[str, str]
) -> httpx.Response:
    """A button of the case's page as it is now."""
    address = f"/desk/cases/{reference}"
    page = await browser.get(address)
    hidden = {
        name: (re.findall(f'name="{name}" value="(\\d+)"', page.text) or ["0"])[0]
        for name in ("revision", "seen")
    }
    return await send_form(browser, address, hidden | fields)
