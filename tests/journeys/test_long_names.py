"""Names without a place to part, of people and of views: no page becomes wider than its window."""

import pytest
from playwright.async_api import Browser, expect

from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.journeys.people import Person, somebody

LONGEST = "م" * 200


async def signed_in(browser: Browser, origin: str, email: str, width: int) -> Person:
    person = await somebody(browser, origin, "en")
    await person.page.set_viewport_size({"width": width, "height": 740})
    await person.page.goto(f"{origin}/desk/sign-in")
    await person.fill(email=email, password=PASSWORD)
    await person.press()
    return person


@pytest.mark.parametrize("width", [360, 1200])
async def test_a_long_name_parts_where_the_window_ends(
    browser: Browser, site, tools: Tools, width: int
):
    office = await an_organisation(tools.engine, tools.keyring.master, locale="en")
    chief = await a_member(tools.engine, office.id, Role.SUPERVISOR, name=LONGEST)
    keeper = await a_member(tools.engine, office.id, Role.ADMINISTRATOR, name="Dara")
    person = await signed_in(browser, site.origin, keeper.email, width)
    for page in ("/desk/people", "/desk/colleagues"):
        await person.open(page)
        await expect(person.page.get_by_text(LONGEST).first).to_be_visible()
    person = await signed_in(browser, site.origin, chief.email, width)
    await person.open("/desk/views?view=/desk/%3Fstage%3Ddecided")
    await person.fill(view_name="W" * 60, shared="yes")
    await person.press("act", "save")
    for page in ("/desk/", "/desk/views"):
        await person.open(page)
        await expect(person.page.get_by_text("W" * 60).first).to_be_visible()
