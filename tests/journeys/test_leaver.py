"""A colleague leaves: the preview, one step, a browser that is signed out at its next click."""

import re
from dataclasses import dataclass

import psycopg
import pytest
from playwright.async_api import Browser, Page, expect

from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.cases.actions.opening import OpenedCase
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.factories.cases import a_case
from tests.journeys.people import Person, somebody


@dataclass
class Office:
    leaver: Person
    chief: Person
    person: NewColleague
    cases: list[OpenedCase]


async def signed_in(browser: Browser, origin: str, member: NewColleague) -> Person:
    person = await somebody(browser, origin, "en")
    await person.page.goto(f"{origin}/desk/sign-in")
    await person.fill(email=member.email, password=PASSWORD)
    await person.press()
    await expect(person.page).not_to_have_url(re.compile("sign-in"))
    return person


@pytest.fixture
async def office(browser: Browser, site, tools: Tools, administrator: psycopg.Connection) -> Office:
    """Three people who work on cases, and three cases that one of them has."""
    administrator.execute("UPDATE organisations SET closed_on = current_date WHERE country = 'KH'")
    made = await an_organisation(tools.engine, tools.keyring.master, country="KH", locale="en")
    leaver, _, chief = [
        await a_member(tools.engine, made.id, role, name=name)
        for name, role in (("Mali", Role.CASEWORKER), ("Dara", Role.CASEWORKER),
                           ("Sokha", Role.SUPERVISOR))
    ]  # fmt: skip
    cases = [await a_case(site.installation, country="KH") for _ in range(3)]
    for case in cases:
        assign = "UPDATE cases SET assignee_id = %s WHERE id = %s"
        administrator.execute(assign, (leaver.id, case.id))
    people = [await signed_in(browser, site.origin, member) for member in (leaver, chief)]
    return Office(*people, leaver, cases)


async def rows(page: Page) -> int:
    return await page.locator("[data-row]").count()


async def test_a_leavers_cases_are_handed_over_in_one_step(
    office: Office, administrator: psycopg.Connection
):
    chief, leaver = office.chief, office.leaver
    await leaver.open("/desk/?whose=mine")
    assert await rows(leaver.page) == 3
    await chief.open("/desk/colleagues")
    entry = chief.page.locator("details", has=chief.page.locator("summary", has_text="Mali"))
    await entry.locator("summary").click()
    await entry.get_by_role("link", name="Hand over their cases").click()
    await chief.look("leaver-choice")
    await chief.page.get_by_label("All colleagues").check()
    await chief.page.get_by_role("button", name="Show what will happen").click()
    await chief.look("leaver-preview")
    await expect(chief.page.get_by_text("takes over")).to_have_count(2)
    await chief.page.get_by_role("button", name="Hand over and close the account").click()
    await expect(chief.page).to_have_url(re.compile("/desk/colleagues$"))
    await expect(chief.page.get_by_text("Mali")).to_have_count(0)
    # The browser of whoever left stands where it stood; its next click leads out.
    await leaver.page.locator("[data-row] a").first.click()
    await expect(leaver.page).to_have_url(re.compile("/desk/sign-in$"))
    held = administrator.execute(
        "SELECT count(*), count(*) FILTER (WHERE assignee_id = %s) FROM cases WHERE id = ANY (%s)",
        (office.person.id, [case.id for case in office.cases]),
    ).fetchone()
    assert held == (3, 0)
    await chief.open("/desk/record")
    lines = chief.page.locator("main li")
    handed = lines.filter(has_text="Handed over the cases of a colleague who leaves")
    await expect(handed).to_have_count(1)
    await expect(lines.filter(has_text="Assigned a case")).to_have_count(3)
