"""An office and the owner of an AI system in a house of processes, made by the commands."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from tests.factories.house import House, suara_said
from tests.factories.pages import send_form, visible
from tests.factories.second_factor import set_up_phone

PASSWORD = "quiet rivers carry heavy boats"
PEOPLE = {"caseworker": "office", "supervisor": "office", "auditor": "office"}
PEOPLE |= {"system_owner": "vendor"}
SYSTEM = {
    "slug": "pension-check", "act": "register", "name_en": "Pension check",
    "purpose_en": "It decides.", "human_oversight_en": "An officer.", "contact": "x@example.org",
    "sector": "SE3", "countries": "TH", "phase": "pilot", "risk_tier": "low",
    "risk_basis": "self_declared", "automation_level": "fully_automated",
    "oversight_mode": "over_the_loop", "oversight_role": "Officer",
}  # fmt: skip


@dataclass
class Staff:
    """A signed-in browser for each role; ``secrets`` are the codes and passwords they used."""

    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    async def close(self) -> None:
        for browser in self.browsers.values():
            await browser.aclose()

    async def press(self, role: str, address: str, **fields: str) -> httpx.Response:
        """A button of the page as it stands now."""
        page = await self.browsers[role].get(address)
        assert page.status_code == 200, (address, page.status_code, visible(page.text)[:300])
        seen = dict(re.findall('name="(revision|seen)" value="([^"]*)"', page.text))
        answer = await send_form(self.browsers[role], address, seen | fields)
        assert answer.status_code in {200, 303}, (fields, visible(answer.text))
        return answer


def said(house: House, *words: str) -> str:
    code, out, err = suara_said(*words, data_dir=house.data_dir)
    assert code == 0, err
    return out


async def staff_of(house: House) -> Staff:
    """Everybody has accepted the invitation and signed in; the owner has registered its system."""
    said(house, "organisation", "add", "office", "--name", "en=Office", "--intake")
    said(house, "organisation", "add", "vendor", "--name", "en=Vendor", "--kind", "system_owner")
    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(PEOPLE, pool.map(lambda role: _invited(house, role), PEOPLE), strict=True))
    staff = Staff(secrets={"password": PASSWORD} | told)
    for role, code in told.items():
        browser = httpx.AsyncClient(base_url=house.origin, timeout=30)
        passwords = {"password": PASSWORD, "password_again": PASSWORD}
        await send_form(browser, "/desk/invitation", {"invitation": code} | passwords)
        who = {"email": f"{role}@example.org", "password": PASSWORD}
        answer = await send_form(browser, "/desk/sign-in", who)
        assert answer.status_code == 303, visible(answer.text)
        staff.secrets[f"second factor of {role}"] = (await set_up_phone(browser)).secret
        staff.browsers[role] = browser
    answer = await send_form(staff.browsers["system_owner"], "/desk/systems/new", SYSTEM)
    assert answer.status_code == 303, visible(answer.text)
    return staff


def _invited(house: House, role: str) -> str:
    words = ("--organisation", PEOPLE[role], "--role", role)
    return said(house, "staff", "add", f"{role}@example.org", f"A {role}", *words).split()[-1]
