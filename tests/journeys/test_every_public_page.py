"""Every page of the public door in every language, on the smallest phone."""

import httpx
import pytest
from playwright.async_api import Page

from backend.languages.locales import LOCALES
from tests.journeys.every_page import follow_links, kinds
from tests.journeys.people import Person, receipt_code

SMALLEST = {"width": 320, "height": 640}
STORY = "The machine stopped my allowance and nobody told me why."
#: Reached with a complaint only; the journey through the form looks at them.
WITH_A_COMPLAINT = {
    "/{locale}/complain/story", "/{locale}/complain/{page}", "/{locale}/complain/files",
    "/{locale}/complain/check", "/{locale}/complain/receipt", "/{locale}/follow/case",
}  # fmt: skip


@pytest.fixture(scope="module")
async def addresses(in_every_language: str) -> list[str]:
    async with httpx.AsyncClient(base_url=in_every_language, timeout=60) as browser:
        found = await follow_links(browser, ("/en/",), "/en/")
    public = {kind for kind in kinds() if kind.startswith("/{locale}")}
    assert public - set(found) <= WITH_A_COMPLAINT
    return [each[0].removeprefix("/en/") for each in found.values()]


@pytest.fixture
async def reader(in_every_language: str, page: Page, locale: str) -> Person:
    await page.set_viewport_size(SMALLEST)
    return Person(page, in_every_language, locale)


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_page_fits_is_accessible_and_is_in_its_language(
    reader: Person, addresses: list[str]
):
    for address in addresses:
        await reader.open(f"/{reader.locale}/{address}")


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_page_of_a_complaint_fits_is_accessible_and_is_in_its_language(
    reader: Person,
):
    there = f"/{reader.locale}/complain"
    await reader.open(f"{there}/story")
    await reader.go_on("story-fault")
    await reader.go_on("system", country="TH", account=STORY)
    await reader.go_on("system-fault", happened_day="12")
    await reader.go_on("outcome", happened_day="")
    await reader.go_on("files", danger="yes")
    await reader.open(f"{there}/contact")
    await reader.go_on("contact-fault", contact_way="email")
    await reader.go_on("check", contact_way="none")
    await reader.press()
    await reader.look("receipt")
    code = await receipt_code(reader.page)
    await reader.press("skip")
    await reader.go_on("follow-fault", receipt_code=code[:-1])
    await reader.go_on("follow-case", receipt_code=code)
    await reader.act("act", "write", message="Another fact")
    await reader.look("follow-case-written")
