"""Every page of the desk in every language, for each role, on the smallest phone."""

import os
from collections.abc import AsyncIterator, Iterator

import httpx
import psycopg
import pytest
from playwright.async_api import Browser

from backend.languages.locales import LOCALES
from tests.factories.house import House, suara_said
from tests.factories.pages import send_form
from tests.journeys.every_page import follow_links, kinds, signed_in
from tests.journeys.people import PASSWORD, Person, staff

SMALLEST = {"width": 320, "height": 640}
#: Where the work of each begins; stages whose cases show what others do not.
BEGIN = {
    "supervisor@th.example": ("/desk/", "/desk/?stage=proposed_response", "/desk/?stage=closed"),
    "helper@th.example": ("/desk/file",),
    "administrator@th.example": ("/desk/people",),
    "communications@th.example": ("/desk/reports",),
    "auditor@th.example": ("/desk/record",),
    "owner@th.example": ("/desk/asked", "/desk/systems"),
}
CASE = "/desk/cases/{reference}"
#: The language with the longest words. EVERY_LANGUAGE=1 tries all of them, which takes ten
#: minutes; `make pages` does.
TRIED = LOCALES if os.environ.get("EVERY_LANGUAGE") else ("fil",)
#: Nobody who is signed in sees them.
BEFORE = {"/desk/sign-in", "/desk/invitation", "/desk/reset"}


async def at_times(browser: httpx.AsyncClient, case: str) -> dict[str, list[str]]:
    """Pages to which a case leads at times only: a lost receipt, an objection, a reply."""
    fields = {"act": "reply", "message": "We have read it. When did you apply?"}
    answer = await send_form(browser, case, fields, to=f"{case}/replies")
    assert answer.status_code == httpx.codes.SEE_OTHER
    return {
        f"{CASE}/receipt": [f"{case}/receipt"],
        f"{CASE}/objection": [f"{case}/objection"],
        f"{CASE}/replies/{{reply_id}}": [answer.headers["location"]],
    }


@pytest.fixture(scope="module")
async def addresses(in_every_language: str) -> dict[str, list[str]]:
    """Who → what they look at; of a page that several may see, the first who does."""
    every: dict[str, list[str]] = {}
    seen: set[str] = set(BEFORE)
    for email, begin in BEGIN.items():
        async with signed_in(in_every_language, email, PASSWORD) as browser:
            found = await follow_links(browser, begin, "/desk/")
            if CASE in found and CASE not in seen:
                found |= await at_times(browser, found[CASE][0])
        every[email] = [page for kind, pages in found.items() if kind not in seen for page in pages]
        seen |= set(found)
    assert {kind for kind in kinds() if kind.startswith("/desk")} <= seen
    return every


@pytest.fixture
def everybody_reads(demonstration: House, locale: str) -> Iterator[str]:
    """The language of everybody's account, until the test ends."""
    code, address, error = suara_said(
        "database", "url", "--role", "owner", data_dir=demonstration.data_dir
    )
    assert code == 0, error
    with psycopg.connect(address.strip(), autocommit=True) as connection:
        before = connection.execute("SELECT locale, id FROM staff").fetchall()
        connection.execute("UPDATE staff SET locale = %s", [locale])
        yield locale
        connection.cursor().executemany("UPDATE staff SET locale = %s WHERE id = %s", before)


@pytest.fixture
async def people(
    browser: Browser, in_every_language: str, everybody_reads: str
) -> AsyncIterator[dict[str, Person]]:
    known = {
        email: await staff(browser, in_every_language, email, everybody_reads) for email in BEGIN
    }
    yield known
    for person in known.values():
        await person.page.context.close()


@pytest.mark.parametrize("locale", TRIED)
async def test_every_page_of_the_desk_fits_is_accessible_and_is_in_its_language(
    people: dict[str, Person], addresses: dict[str, list[str]]
):
    for email, pages in addresses.items():
        await people[email].page.set_viewport_size(SMALLEST)
        for address in pages:
            await people[email].open(address)
