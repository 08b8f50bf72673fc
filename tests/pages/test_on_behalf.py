"""Filing for somebody else at the desk: one complaint, its receipt, and what becomes of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.reports.actions.noting import note_facts
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.filing import a_browser, file_complaint, open_case
from tests.factories.on_behalf import (
    HERE,
    STORY,
    a_helper,
    file_for_somebody,
    type_for_somebody,
)
from tests.factories.pages import click_often, send_form, visible
from tests.factories.systems import a_system

Browsers = Callable[[], httpx.AsyncClient]
READ = {"act": "file", "read_back": "yes", "language": "en"}


@pytest.fixture
async def helper(tools: Tools, browsers: Browsers) -> httpx.AsyncClient:
    return await a_helper(tools, browsers())


def cases_filed(administrator: psycopg.Connection, reference: str) -> list[tuple]:
    query = """SELECT channel, filed_on, agreed, helped_by IS NOT NULL, interface_language,
      handler_id FROM cases WHERE reference = %s"""
    return administrator.execute(query, (reference,)).fetchall()


async def test_a_helper_files_and_the_person_follows_with_the_code(
    helper: httpx.AsyncClient, client: httpx.AsyncClient
):
    receipts, filed = await file_for_somebody(helper)
    page = await helper.get(receipts)
    assert 'class="sheet" lang="th"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (filed.letters.count("-"), filed.digits.count("-")) == (5, 8)
    assert STORY in visible(await open_case(client, filed))
    again = (await helper.get(HERE)).text
    assert receipts in again, "whoever closes the tab finds the receipt again"
    assert (await send_form(helper, receipts, {})).status_code == 303
    assert (await helper.get(receipts)).status_code == 404
    assert receipts not in (await helper.get(HERE)).text


async def test_everything_is_read_back_before_it_is_sent(helper: httpx.AsyncClient):
    wanted, known = "Somebody looks at my papers.", "A grey box with a camera."
    there = await type_for_somebody(
        helper, wanted=wanted, system_text=known, contact_way="phone", phone="+66 2 555 0100",
        name="Somchai", happened_year="2569", happened_month="3", affected="a_group",
    )  # fmt: skip
    page = visible((await helper.get(there)).text)
    for words in (
        STORY,
        wanted,
        known,
        "+66 2 555 0100",
        "Somchai",
        "March 2026",
        "Said yes aloud",
    ):
        assert words in page, words
    refused = await send_form(helper, there, READ | {"read_back": ""})
    assert refused.status_code == 422
    assert "Please read it back to the person first" in visible(refused.text)
    assert STORY in visible(refused.text)
    paper = await type_for_somebody(helper, channel="letter")
    assert "compared all of this with the paper" in visible((await helper.get(paper)).text)


async def test_a_double_click_files_one(
    helper: httpx.AsyncClient, administrator: psycopg.Connection
):
    count = "SELECT count(*) FROM cases WHERE channel = 'counter'"
    before = administrator.execute(count).fetchone()[0]
    there = await type_for_somebody(helper)
    answers = await click_often(helper, there, READ, 4)
    assert {a.headers["location"] for a in answers} == {f"{there}/receipts"}
    assert administrator.execute(count).fetchone()[0] == before + 1


async def test_what_was_typed_is_changed_and_not_typed_again(helper: httpx.AsyncClient):
    there = await type_for_somebody(helper, wanted="An apology.", happened_year="2026")
    before = (await helper.get(there)).text
    change = f"{HERE}?filing={there.rpartition('/')[2]}"
    page = (await helper.get(change)).text
    assert STORY in visible(page)
    assert "An apology." in visible(page)
    assert 'value="2026"' in page
    today = f"{clock.now():%Y-%m-%d}"
    fields = {
        "filing": there.rpartition("/")[2], "channel": "phone", "received_on": today,
        "agreed": "signed", "person_language": "my", "country": "TH", "account": "Other words.",
        "danger": "no", "contact_way": "none",
    }  # fmt: skip
    assert (await send_form(helper, change, fields, to=HERE)).headers["location"] == there
    assert "Other words." in visible((await helper.get(there)).text)
    seen = re.findall('name="seen" value="([^"]+)"', before)
    answer = await send_form(helper, there, READ | {"seen": seen[0]})
    assert answer.status_code == 409, "in another tab stands what was read back before"
    assert "Other words." in visible(answer.text)
    assert " checked" not in answer.text, "nobody has read the new words back"
    seen = re.findall('name="seen" value="([^"]+)"', answer.text)
    assert (await send_form(helper, there, READ | {"seen": seen[0]})).status_code == 303


async def test_every_wrong_field_is_said_and_nothing_typed_is_lost(helper: httpx.AsyncClient):
    wrong = {
        "account": STORY, "wanted": "x" * 2001, "contact_way": "email", "email": "nobody",
        "received_on": f"{clock.now() + timedelta(days=2):%Y-%m-%d}", "channel": "web",
    }  # fmt: skip
    answer = await send_form(helper, HERE, wrong)
    assert answer.status_code == 422
    for words in (STORY, "x" * 2001, "nobody"):
        assert words in answer.text
    found = set(re.findall(r'<li><a href="#(\w+)">', answer.text))
    assert found == {
        "channel", "agreed", "person_language", "country", "received_on", "wanted", "email",
    }  # fmt: skip


async def test_who_dictates_longer_than_the_session_lasts_loses_no_word(
    helper: httpx.AsyncClient, administrator: psycopg.Connection
):
    page = (await helper.get(HERE)).text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    administrator.execute("UPDATE staff_sessions SET ended_at = now()")
    fields = {"csrf": token.group(1), "account": STORY, "wanted": "An apology."}
    answer = await helper.post(HERE, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert STORY in visible(answer.text)
    assert "An apology." in visible(answer.text)


async def test_clocks_year_and_day_run_from_the_day_on_which_it_was_received(
    helper: httpx.AsyncClient, administrator: psycopg.Connection
):
    received = clock.now().date() - timedelta(days=300)
    _, filed = await file_for_somebody(helper, channel="letter", received_on=f"{received}")
    (row,) = cases_filed(administrator, filed.reference)
    assert row[:5] == ("letter", received, "aloud", True, "th")
    assert filed.reference.startswith(f"TH-{received.year}-")
    clocks = """SELECT min(started_at), min(told_on) FROM clocks c JOIN cases ON cases.id = case_id
      WHERE reference = %s"""
    started, told = administrator.execute(clocks, (filed.reference,)).fetchone()
    assert started.date() == received
    assert received < told < received + timedelta(days=30)
    assert "The office is late" not in filed.page, "the sheet is in Thai"


async def test_a_complaint_about_ones_own_system_goes_to_another_office(
    tools: Tools, browsers: Browsers, administrator: psycopg.Connection
):
    """Filed at the desk of the very organisation that answers for the system."""
    master = tools.keyring.master
    own = await an_organisation(tools.engine, master, country="LA", locale="en")
    other = await an_organisation(tools.engine, master, country="LA", locale="en")
    system = await a_system(tools.engine, own.id, countries=("LA",))
    browser = browsers()
    await sign_in(browser, await a_member(tools.engine, own.id, Role.CASEWORKER))
    _, filed = await file_for_somebody(browser, country="LA", system=system.slug)
    (row,) = cases_filed(administrator, filed.reference)
    assert row[5] == other.id
    assert (await browser.get(f"/desk/cases/{filed.reference}")).status_code == 404


async def test_the_case_says_how_it_came_and_reports_count_it_so(
    tools: Tools, browsers: Browsers, administrator: psycopg.Connection
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="MM", locale="en")
    browser = browsers()
    await sign_in(browser, await a_member(tools.engine, office.id, Role.CASEWORKER, name="Daw Mya"))
    _, filed = await file_for_somebody(browser, country="MM", channel="letter")
    page = visible((await browser.get(f"/desk/cases/{filed.reference}")).text)
    for words in ("By letter", "Who helped Daw Mya", "Said yes aloud"):
        assert words in page
    query = "SELECT id FROM cases WHERE reference = %s"
    case_id = administrator.execute(query, (filed.reference,)).fetchone()[0]
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, case_id, clock.now())
    counted = "SELECT channel FROM facts WHERE office_id = %s"
    assert administrator.execute(counted, (office.id,)).fetchall() == [("letter",)]


async def test_a_signed_in_helper_is_not_counted_and_so_never_slowed_down(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    """A village files from one address."""
    strict = installation.settings.model_copy(update={"rate_limits": "on", "rate_filing": 1})
    office = await an_organisation(tools.engine, tools.keyring.master, country="TH")
    member = await a_member(tools.engine, office.id, Role.HELPER)
    counted = "SELECT coalesce(sum(count), 0) FROM rate_counters WHERE kind = 'filing'"
    before = administrator.execute(counted).fetchone()
    async with a_browser(replace(installation, settings=strict)) as browser:
        await sign_in(browser, member)
        for _ in range(3):
            await file_for_somebody(browser)
        assert administrator.execute(counted).fetchone() == before
        await file_complaint(browser)
    assert administrator.execute(counted).fetchone() != before, "the public door is counted"
