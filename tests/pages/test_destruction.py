"""Asking for destruction with a code, agreeing at the desk; what is read before and after."""

from collections.abc import AsyncIterator

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.destruction.actions.destroying import destroy
from backend.sealing.tools import Tools
from tests.factories.api import a_key
from tests.factories.desk import Desk, a_desk, enter
from tests.factories.filing import STORY, Filed, a_browser, file_complaint, open_case
from tests.factories.pages import send_form, visible

CASE = "/en/follow/case"
LIST = "/desk/destruction"


@pytest.fixture(scope="module")
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "MM", (worker, supervisor))


@pytest.fixture
async def filed(client: httpx.AsyncClient, desk: Desk) -> Filed:
    made = await file_complaint(client, country="MM")
    await open_case(client, made)
    return made


def page_of(filed: Filed) -> str:
    return f"/desk/cases/{filed.reference}/destruction"


async def ask(browser: httpx.AsyncClient) -> str:
    answer = await send_form(browser, CASE, {"act": "erase"})
    assert answer.headers["location"] == f"{CASE}?done=erase", visible(answer.text)
    return visible((await browser.get(answer.headers["location"])).text)


async def press(browser: httpx.AsyncClient, there: str, **fields: str) -> httpx.Response:
    answer = await send_form(browser, there, fields)
    return answer if answer.status_code != 303 else await browser.get(there)


async def carried_out(tools: Tools, administrator: psycopg.Connection, filed: Filed) -> None:
    query = """SELECT d.id FROM destructions d JOIN cases c ON c.id = d.case_id
      WHERE c.reference = %s"""
    (found,) = administrator.execute(query, (filed.reference,)).fetchone()
    assert await destroy(tools, found, clock.now())


async def test_a_person_asks_two_agree_and_only_the_days_are_left(
    client: httpx.AsyncClient, desk: Desk, filed: Filed, tools: Tools,
    administrator: psycopg.Connection,
):  # fmt: skip
    assert "Two people of the office must agree. Until then" in await ask(client)
    assert 'value="erase"' not in (await client.get(CASE)).text
    shown = visible((await press(desk.worker, page_of(filed), act="agree")).text)
    assert "has agreed. A supervisor who is somebody else must agree too." in shown
    assert "I agree that it is destroyed" not in shown
    shown = visible((await press(desk.supervisor, page_of(filed), act="agree")).text)
    assert "Two people have agreed." in shown
    assert "It is destroyed within the hour." in visible((await client.get(CASE)).text)
    await carried_out(tools, administrator, filed)
    await open_case(client, filed)
    page = visible((await client.get(CASE)).text)
    assert "This complaint was destroyed on" in page
    assert "The last of them is gone by" in page
    assert STORY not in page
    assert filed.reference not in page
    assert (await desk.worker.get(f"/desk/cases/{filed.reference}")).status_code == 404
    assert (await desk.supervisor.get("/desk/record")).status_code == 200


async def test_a_hold_is_read_by_the_person_and_ended_by_two(
    client: httpx.AsyncClient, desk: Desk, filed: Filed, tools: Tools, installation: Installation
):
    await ask(client)
    there, court = page_of(filed), "A court keeps all papers."
    refused = await press(desk.supervisor, there, act="hold", hold_reason="", hold_review="soon")
    assert refused.status_code == 422
    typed = {"hold_reason": court, "hold_review": "2031-02-03"}
    assert court in visible((await press(desk.supervisor, there, act="hold", **typed)).text)
    page = visible((await client.get(CASE)).text)
    assert "It cannot be destroyed now, because of a legal hold." in page
    assert court in page
    assert "3 February 2031" in page
    assert (await press(desk.worker, there, act="agree")).status_code == 409
    assert "2031" in visible((await desk.worker.get(LIST)).text)
    await press(desk.supervisor, there, act="let_go")
    assert "agrees that the hold ends" in visible((await desk.worker.get(there)).text)
    async with a_browser(installation) as second:
        await enter(second, tools, desk.office, Role.SUPERVISOR)
        await press(second, there, act="let_go")
    assert "It cannot be destroyed now" not in visible((await client.get(CASE)).text)


async def test_what_was_ticked_in_the_list_is_agreed_to_at_once(
    client: httpx.AsyncClient, desk: Desk, filed: Filed
):
    await ask(client)
    listed = (await desk.worker.get(LIST)).text
    assert f'value="{filed.reference}"' in listed
    refused = await press(desk.worker, LIST, act="agree")
    assert refused.status_code == 422
    shown = (await press(desk.worker, LIST, act="agree", case=filed.reference)).text
    assert f'value="{filed.reference}"' not in shown
    assert filed.reference in visible(shown)
    again = await press(desk.worker, LIST, act="agree", case=filed.reference)
    assert again.status_code == 409
    assert "You have agreed already." in visible(again.text)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.HELPER])
async def test_others_neither_see_nor_press_it(
    desk: Desk, filed: Filed, tools: Tools, installation: Installation, role: Role
):
    async with a_browser(installation) as browser:
        await enter(browser, tools, desk.office, role)
        assert (await browser.get(LIST)).status_code == 403
        assert (await browser.get(page_of(filed))).status_code == 403


async def test_a_program_asks_and_is_answered_alike(
    client: httpx.AsyncClient, desk: Desk, filed: Filed, tools: Tools,
    administrator: psycopg.Connection,
):  # fmt: skip
    code = {"receipt_code": filed.letters}
    shown = (await client.post("/api/v1/follow", json=code)).json()
    assert "erase" in shown["can"]
    key = {"Idempotency-Key": a_key()}
    for _ in range(2):
        asked = await client.post("/api/v1/follow/acts", json={**code, "act": "erase"}, headers=key)
        assert asked.status_code == 200
        assert "erase" not in asked.json()["can"]
    for browser in (desk.worker, desk.supervisor):
        await press(browser, page_of(filed), act="agree")
    await carried_out(tools, administrator, filed)
    gone = (await client.post("/api/v1/follow", json=code)).json()
    assert gone.pop("destroyed_on")
    assert gone.pop("filed_on")
    assert {name: value for name, value in gone.items() if value} == {}
    assert (
        await client.post("/api/v1/follow/acts", json={**code, "act": "erase"})
    ).status_code == 404
