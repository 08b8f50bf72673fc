"""Somebody objects from a phone; who decided may not decide again; somebody else reverses it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import Browser, expect

from backend import clock
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.journeys.conftest import Site
from tests.journeys.people import Person, receipt_code, somebody

COUNTRY = "PH"
STORY = "The machine stopped my allowance, and nobody read my papers."
WHY = "The decision says that no paper came. I brought all of them on the first day."
FIRST, NEW = "No paper came.", "Your papers were there from the first day. You were right."


@dataclass(frozen=True)
class People:
    """Of one office, each in a browser of their own."""

    caseworker: Person
    supervisor: Person
    reviewer: Person


async def an_office(browser: Browser, site: Site, tools: Tools) -> People:
    office = await an_organisation(tools.engine, tools.keyring.master, country=COUNTRY)
    found = []
    for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.REVIEWER):
        member = await a_member(tools.engine, office.id, role, locale="en")
        person = await somebody(browser, site.origin, "en")
        await person.page.goto(f"{site.origin}/desk/sign-in")
        await person.fill(email=member.email, password=PASSWORD)
        await person.press()
        await expect(person.page).to_have_url(re.compile("/desk/$"))
        found.append(person)
    return People(*found)


async def file_complaint(person: Person) -> tuple[str, str]:
    """The reference, and the code."""
    await person.page.goto(f"{person.origin}/en/complain/story?country={COUNTRY}")
    await person.fill(country=COUNTRY, account=STORY)
    await person.press()
    await person.fill(system="unknown")
    for page in ("outcome", "files", "contact", "check", "receipt"):
        await person.press("continue" if page == "contact" else "")
        await expect(person.page).to_have_url(re.compile(f"/complain/{page}$"))
    code = await receipt_code(person.page)
    text = await person.page.locator("main").inner_text()
    await person.press("skip")
    found = re.search(rf"{COUNTRY}-\d{{4}}-\w{{5}}-\w", text)
    assert found
    return found.group(), code


async def decide_against(people: People, case: str) -> None:
    await people.caseworker.open(f"/desk/cases/{case}")
    await people.caseworker.act(
        "move", "assess", subtype="D03", harm="1", reversibility="easy",
        scale_people="1", ongoing="no", vulnerability="none",
    )  # fmt: skip
    await people.caseworker.act(
        "move", "propose", outcome="not_upheld", outcome_reason=FIRST, reason_language="en"
    )
    await people.supervisor.open(f"/desk/cases/{case}")
    await people.supervisor.act("move", "decide")


async def follow(person: Person, code: str) -> None:
    await person.page.goto(f"{person.origin}/en/follow")
    await person.fill(receipt_code=code)
    await person.press()
    await expect(person.page).to_have_url(re.compile("/follow/case"))


async def cannot_decide(person: Person, case: str, able: str) -> None:
    """The page names who may, and has no button for whoever took part in the decision."""
    await person.open(f"/desk/cases/{case}/objection")
    await expect(person.page.locator("main")).to_contain_text(WHY)
    await expect(person.page.locator("main")).to_contain_text(able)
    await expect(person.page.locator('main button[name="move"]')).to_have_count(0)


async def test_somebody_else_reverses_the_decision_and_the_person_reads_the_new_one(
    browser: Browser, site: Site, tools: Tools
):
    people, person = (
        await an_office(browser, site, tools),
        await somebody(browser, site.origin, "en"),
    )
    case, code = await file_complaint(person)
    await decide_against(people, case)
    await follow(person, code)
    await expect(person.page.locator("main")).to_contain_text(FIRST)
    await person.act("act", "object", reason=WHY)
    await person.look("follow-objected")
    await expect(person.page.locator("main")).to_contain_text(
        "Somebody who took no part in the decision decides it."
    )
    for barred in (people.supervisor, people.caseworker):
        await cannot_decide(barred, case, "Who decides")
    reviewer = people.reviewer
    await reviewer.open(f"/desk/cases/{case}")
    await reviewer.page.locator(f'main a[href="/desk/cases/{case}/objection"]').click()
    await reviewer.look("objection")
    await reviewer.fill(
        outcome="upheld", outcome_reason=NEW, reason_language="en",
        remedy_1="RM01", remedy_1_due=f"{clock.now() + timedelta(days=30):%Y-%m-%d}",
    )  # fmt: skip
    # As whoever types a day may end it: what that presses must not be what they did not mean.
    await reviewer.page.locator('[name="remedy_1_due"]').press("Enter")
    await expect(reviewer.page).to_have_url(re.compile(f"/desk/cases/{case}$"))
    await reviewer.look("case-reversed")
    await person.open("/en/follow/case")
    for words in ("Your objection was right", "Upheld", NEW):
        await expect(person.page.locator("main")).to_contain_text(words)
    for one in (person, people.caseworker, people.supervisor, reviewer):
        await one.page.context.close()
