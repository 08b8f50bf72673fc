"""An office that reads Thai, and texts that are brought into and out of it."""

import re
from dataclasses import dataclass

import httpx

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.filing import Filed, file_complaint
from tests.factories.office import Desk, a_desk
from tests.factories.pages import send_form

THAI = "เครื่องตัดสินว่าครอบครัวของฉันไม่จน แล้วหยุดเงินช่วยเหลือโดยไม่บอกเหตุผล"
ENGLISH = "The machine decided that my family is not poor and stopped our support without a reason."
LIST = "/desk/translations"


@dataclass(frozen=True)
class Bureau:
    """``desk`` is the office; its people who read Thai are made by ``reader``."""

    desk: Desk
    tools: Tools

    async def reader(self, browser: httpx.AsyncClient, **changes: object) -> NewColleague:
        """Signed in; reads Thai besides English, unless changed."""
        values: dict[str, object] = {"reads": ("th",)} | changes
        office = self.desk.office.id
        member = await a_member(self.tools.engine, office, Role.CASEWORKER, **values)
        await sign_in(browser, member)
        return member

    async def complaint(self, browser: httpx.AsyncClient) -> Filed:
        """In Thai, about the office's own system, so that routing leads there."""
        answers = {"country": self.desk.office.country, "system": self.desk.system}
        return await file_complaint(browser, account=THAI, language="th", **answers)


async def a_bureau(tools: Tools, installation: Installation) -> Bureau:
    return Bureau(await a_desk(tools, installation), tools)


async def ask(browser: httpx.AsyncClient, reference: str, to: str = "en") -> str:
    """Ask for a translation of the first text of the case; gives the address of its page."""
    address = f"/desk/cases/{reference}"
    page = (await browser.get(address)).text
    text = re.search(r'<option value="(account\.[^"]+)"', page)
    assert text, "no text of the case can be translated"
    fields = {"act": "ask_translation", "text": text[1], "to_language": to}
    answer = await send_form(browser, address, fields)
    assert answer.status_code == 303, answer.text
    return f"{address}/translations/{text[1]}.{to}"


async def write(browser: httpx.AsyncClient, address: str, text: str) -> httpx.Response:
    """Into the form as it stands there now."""
    return await send_form(browser, address, await shown(browser, address, text))


async def shown(browser: httpx.AsyncClient, address: str, text: str = "") -> dict[str, str]:
    """The fields of the form, with the version that the page shows."""
    over = re.search(r'name="over" value="([^"]*)"', (await browser.get(address)).text)
    return {"act": "write", "translation": text, "over": over[1] if over else ""}
