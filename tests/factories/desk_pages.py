"""Pressing the buttons of a case's page."""

import re

import httpx

from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.pages import send_form

ASSESSED = {
    "move": "assess", "subtype": "B02", "harm": "1", "reversibility": "easy", "scale_people": "1",
    "ongoing": "no", "vulnerability": "none", "account_language": "en", "system": "",
}  # fmt: skip


async def enter(
    browser: httpx.AsyncClient, tools: Tools, office: NewOrganisation, role: Role
) -> None:
    await sign_in(browser, await a_member(tools.engine, office.id, role))


async def move(browser: httpx.AsyncClient, reference: str, **fields: object) -> httpx.Response:
    """Press a button of the case's page as it is now."""
    address = f"/desk/cases/{reference}"
    page = await browser.get(address)
    hidden = {
        name: (re.findall(f'name="{name}" value="(\\d+)"', page.text) or ["0"])[0]
        for name in ("revision", "seen")
    }
    return await send_form(browser, address, hidden | fields)
