"""A whole file on paper: what may not leave the house is left out unless somebody says why."""

import httpx
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.sealing.tools import Tools
from backend.triage.actions.assessing import assess
from backend.triage.actions.writing import add_note, send_message
from backend.triage.rules.typed import Words
from tests.factories.accounts import sign_in
from tests.factories.cases import ACCOUNT
from tests.factories.office import Desk, a_desk
from tests.factories.pages import send_form, visible

NOTE, SAID = "Ask Somchai about the log of that night.", "We have looked at the log."
CONTACT = {"contact_way": "email", "email": "anna@example.org", "name": "Anna Lim"}
PRINTED = """SELECT action, facts, sealed_reason IS NOT NULL FROM events
  WHERE case_id = %s AND action IN ('case.printed', 'contact.opened') ORDER BY at, action"""
FOR_FILE = {"printed_for": "file", "print_reason": "The court asks for our file."}


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


@pytest.fixture
async def case(desk: Desk) -> OpenedCase:
    made = await desk.case(**CONTACT)
    worker = await desk.member(name="Mali Srisuk")
    await desk.do(assess, made, desk.described(), member=worker)
    await desk.do(add_note, made, Words(NOTE), member=worker)
    await desk.do(send_message, made, Words(SAID), member=worker)
    return made


async def test_what_is_printed_without_a_reason_may_leave_the_house(
    client: httpx.AsyncClient, desk: Desk, case: OpenedCase, administrator
):
    chief = await desk.member(Role.SUPERVISOR, name="Chief Tan")
    await sign_in(client, chief)
    page = visible((await client.get(f"/desk/cases/{case.reference}/print")).text)
    assert f"Complaint {case.reference}" in page
    assert ACCOUNT in page
    assert SAID in page
    assert "Printed by Chief Tan" in page
    for inside in (NOTE, "anna@example.org", "Anna Lim", "Mali Srisuk"):
        assert inside not in page
    assert administrator.execute(PRINTED, (case.id,)).fetchall() == [
        ("case.printed", {"for": "leaves"}, False)
    ]


async def test_more_is_printed_for_the_file_with_a_reason_that_the_record_keeps(
    client: httpx.AsyncClient, desk: Desk, case: OpenedCase, administrator
):
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    address = f"/desk/cases/{case.reference}/print"
    page = visible((await send_form(client, address, FOR_FILE)).text)
    assert NOTE in page
    assert "Mali Srisuk" in page
    assert "Must not leave the house." in page
    assert "anna@example.org" not in page
    page = visible((await send_form(client, address, FOR_FILE | {"with_contact": "yes"})).text)
    assert "anna@example.org" in page
    found = administrator.execute(PRINTED, (case.id,)).fetchall()
    assert ("case.printed", {"for": "file"}, True) in found
    assert [row[0] for row in found].count("contact.opened") == 1


async def test_without_a_reason_nothing_more_is_printed(
    client: httpx.AsyncClient, desk: Desk, case: OpenedCase
):
    await sign_in(client, await desk.member())
    address = f"/desk/cases/{case.reference}/print"
    answer = await send_form(client, address, FOR_FILE | {"print_reason": " "})
    assert answer.status_code == 422
    assert NOTE not in answer.text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR])
async def test_whoever_may_not_open_the_contact_cannot_print_it(
    client: httpx.AsyncClient, desk: Desk, case: OpenedCase, role: Role
):
    await sign_in(client, await desk.member(role))
    address = f"/desk/cases/{case.reference}/print"
    answer = await send_form(client, address, FOR_FILE | {"with_contact": "yes"})
    assert answer.status_code == 403
    assert "anna@example.org" not in answer.text


async def test_another_office_prints_nothing_of_it(
    client: httpx.AsyncClient, case: OpenedCase, tools: Tools, installation: Installation
):
    other = await a_desk(tools, installation)
    await sign_in(client, await other.member(Role.SUPERVISOR))
    assert (await client.get(f"/desk/cases/{case.reference}/print")).status_code == 404
