"""The states of the public door that a smooth journey does not see, looked at by a machine."""

import pytest
from playwright.async_api import FilePayload, Page

from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.journeys.conftest import Site
from tests.journeys.people import Person, receipt_code

LOCALES = ("my", "ms-Arab", "en-XA")
STORY = "The machine stopped my allowance and nobody told me why."
FILES: list[FilePayload] = [
    {"name": "a.txt", "mimeType": "text/plain", "buffer": b"what I wrote down"},
    {"name": "b.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
]


@pytest.fixture(autouse=True, scope="module")
async def office(tools: Tools) -> None:
    await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.fixture
async def somebody(site: Site, page: Page, locale: str) -> Person:
    await page.set_viewport_size({"width": 320, "height": 700})
    return Person(page, site.origin, locale)


async def answer(person: Person, page: str, **fields: str) -> None:
    await person.fill(**fields)
    await person.press()
    await person.look(page)


@pytest.mark.parametrize("locale", LOCALES)
async def test_pages_with_faults_and_in_danger_fit_and_are_accessible(somebody: Person) -> None:
    there = f"/{somebody.locale}/complain"
    await somebody.open(f"{there}/story")
    await answer(somebody, "story-fault")
    await answer(somebody, "system", country="TH", account=STORY)
    await answer(somebody, "system-fault", happened_day="12")
    await answer(somebody, "outcome", happened_day="")
    await answer(somebody, "outcome-fault", danger="child", wanted="a " * 1001)
    await answer(somebody, "files-danger", wanted="An apology")
    await somebody.page.set_input_files("#files", FILES)
    await somebody.press("add")
    await somebody.look("files-fault")
    await somebody.open(f"{there}/contact")
    await answer(somebody, "contact-fault", contact_way="email")
    await answer(somebody, "check-danger", contact_way="none")
    await somebody.open(f"{there}?system=x")
    await somebody.open(f"{there}/check")
    await somebody.press()
    await somebody.look("receipt-danger")
    await somebody.open(f"{there}/story")
    await somebody.open(f"{there}/receipt")
    await answer(somebody, "receipt-fault", last_group="zzzz")


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_complaint_that_is_followed_and_withdrawn_fits_and_is_accessible(
    somebody: Person,
) -> None:
    there = f"/{somebody.locale}/complain"
    await somebody.open(f"{there}/story")
    await answer(somebody, "system", country="TH", account=STORY)
    await somebody.open(f"{there}/check")
    await somebody.press()
    code = await receipt_code(somebody.page)
    await somebody.press("skip")
    await answer(somebody, "follow-fault", receipt_code=code[:-1])
    await answer(somebody, "case", receipt_code=code)
    await somebody.act("act", "write", message="Another fact")
    await somebody.look("case-written")
    await somebody.page.locator("details", has=somebody.page.locator('[value="withdraw"]')).click()
    await somebody.look("case-withdraw")
    await somebody.act("act", "withdraw")
    await somebody.look("case-withdrawn")
    await somebody.press("close")
    await somebody.look("case-closed")
