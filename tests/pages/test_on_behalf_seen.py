"""Who sees what of a complaint that was filed for somebody, and who may file."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.rules import OrganisationKind, Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.on_behalf import (
    HERE,
    STORY,
    a_helper,
    file_for_somebody,
    type_for_somebody,
)
from tests.factories.pages import send_form, visible

Browsers = Callable[[], httpx.AsyncClient]
MAY = (Role.HELPER, Role.CASEWORKER, Role.SUPERVISOR)


@pytest.fixture
async def helper(tools: Tools, browsers: Browsers) -> httpx.AsyncClient:
    return await a_helper(tools, browsers())


async def test_the_record_says_who_filed_when_and_how_the_person_agreed(
    helper: httpx.AsyncClient, administrator: psycopg.Connection
):
    received = clock.now().date() - timedelta(days=5)
    receipts, filed = await file_for_somebody(helper, received_on=f"{received}", agreed="by_law")
    query = """SELECT e.actor_kind, e.facts, e.at FROM events e JOIN cases c ON c.id = e.case_id
      WHERE c.reference = %s AND e.action = 'case.filed'"""
    ((kind, facts, at),) = administrator.execute(query, (filed.reference,)).fetchall()
    assert kind == "staff"
    assert facts["agreed"] == "by_law"
    assert facts["received_on"] == f"{received}"
    assert at.date() == clock.now().date(), "the record says when it was entered"
    await send_form(helper, receipts, {})
    handed = "SELECT facts FROM events WHERE action = 'filing.handed_over' ORDER BY at DESC LIMIT 1"
    assert administrator.execute(handed).fetchone()[0]["reference"] == filed.reference


async def test_a_supervisor_reads_in_the_record_who_filed_and_handed_over(
    tools: Tools, browsers: Browsers
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="BN", locale="en")
    helper, supervisor = browsers(), browsers()
    await sign_in(helper, await a_member(tools.engine, office.id, Role.HELPER, name="Siti"))
    await sign_in(supervisor, await a_member(tools.engine, office.id, Role.SUPERVISOR))
    receipts, filed = await file_for_somebody(helper, country="BN")
    await send_form(helper, receipts, {})
    record = (await supervisor.get("/desk/record")).text
    lines = re.findall(r"<li data-row>.*?</li>", record, re.DOTALL)
    said = [visible(line) for line in lines]
    for words in ("Filed a complaint", "Handed over receipts"):
        assert any(words in line and "Siti" in line and filed.reference in line for line in said)


async def test_what_is_kept_meanwhile_can_be_read_by_nobody_who_steals_the_database(
    helper: httpx.AsyncClient, administrator: psycopg.Connection
):
    there = await type_for_somebody(helper, name="Somchai")
    sealed = "SELECT sealed, wrapped_key FROM desk_filings WHERE id = %s"
    row = administrator.execute(sealed, (there.rpartition("/")[2],)).fetchone()
    assert not any(word in part for part in row for word in (b"Somchai", STORY.encode(), b"TH"))


@pytest.mark.parametrize("role", MAY)
async def test_a_colleague_sees_neither_what_another_typed_nor_a_code(
    tools: Tools, browsers: Browsers, role: Role
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="TH")
    first, second = browsers(), browsers()
    await sign_in(first, await a_member(tools.engine, office.id, Role.HELPER))
    await sign_in(second, await a_member(tools.engine, office.id, role))
    typed = await type_for_somebody(first)
    receipts, _ = await file_for_somebody(first)
    for address in (typed, receipts, f"{HERE}?filing={typed.rpartition('/')[2]}"):
        assert (await second.get(address)).status_code == 404
    assert (await second.get(HERE)).status_code == 200


async def test_a_helper_sees_no_case_afterwards(helper: httpx.AsyncClient):
    _, filed = await file_for_somebody(helper)
    for address in (f"/desk/cases/{filed.reference}", "/desk/record", "/desk/people"):
        assert (await helper.get(address)).status_code == 403
    assert (await helper.get("/desk/")).headers["location"] == HERE


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY])
async def test_nobody_else_files_for_others(tools: Tools, browsers: Browsers, role: Role):
    owner = role is Role.SYSTEM_OWNER
    kind = OrganisationKind.SYSTEM_OWNER if owner else OrganisationKind.RECEIVING_OFFICE
    office = await an_organisation(tools.engine, tools.keyring.master, country="TH", kind=kind)
    browser = browsers()
    await sign_in(browser, await a_member(tools.engine, office.id, role))
    for address in (HERE, f"{HERE}/many", f"{HERE}/template.csv"):
        assert (await browser.get(address)).status_code == 403


async def test_a_sheet_promises_no_day_that_is_over_where_it_is_handed_over(
    tools: Tools, browsers: Browsers, monkeypatch: pytest.MonkeyPatch
):
    """Half past six on a Friday in Bangkok; by the clock of the machine it is still Thursday."""
    friday = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: friday)
    helper = await a_helper(tools, browsers())
    receipts, _ = await file_for_somebody(helper, received_on="2026-03-04", person_language="en")
    sheet = visible((await helper.get(receipts)).text)
    assert "This was due on 5 March 2026" in sheet
    assert "By 5 March 2026" not in sheet
