"""Whoever writes at the desk for longer than their session lasts loses no word of it."""

import re
from collections.abc import AsyncIterator

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from backend.web.csrf import WRITTEN
from backend.web.templates import FOLDER
from tests.factories.desk import Desk, a_desk, enter
from tests.factories.filing import a_browser, file_complaint
from tests.factories.pages import FORM_HEADERS, visible

WORDS = "Your papers were there from the first day, and nobody read them."
#: Page of the case → what is sent from it.
SENT = {
    "": {"act": "message", "message": WORDS},
    "/objection": {"move": "reject_objection", "outcome_reason": WORDS},
    "/set-aside": {"move": "propose_set_aside", "outcome_reason": WORDS},
    "/receipt": {"act": "ask", "receipt_reason": WORDS},
}
END = "UPDATE staff_sessions SET ended_at = now() WHERE ended_at IS NULL"


@pytest.fixture
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "BN", (worker, supervisor))


async def a_form(desk: Desk, client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """The address of a case, and the token of what its page sends."""
    case = f"/desk/cases/{(await file_complaint(client, country='BN')).reference}"
    token = re.search(r'name="csrf" value="([^"]+)"', (await desk.supervisor.get(case)).text)
    assert token
    return case, {"csrf": token.group(1)}


@pytest.mark.parametrize("page", SENT)
async def test_what_was_written_when_the_session_ended_comes_back(
    desk: Desk, client: httpx.AsyncClient, administrator: psycopg.Connection, page: str
):
    case, token = await a_form(desk, client)
    administrator.execute(END)
    answer = await desk.supervisor.post(case + page, data=token | SENT[page], headers=FORM_HEADERS)
    assert answer.status_code == 403
    assert WORDS in visible(answer.text)


async def test_nothing_written_leads_to_signing_in(
    desk: Desk, client: httpx.AsyncClient, administrator: psycopg.Connection
):
    case, token = await a_form(desk, client)
    administrator.execute(END)
    answer = await desk.supervisor.post(
        case, data=token | {"act": "assign", "assignee": "x"}, headers=FORM_HEADERS
    )
    assert answer.headers["location"] == "/desk/sign-in"


async def test_what_was_written_before_signing_in_anew_comes_back_and_is_not_sent(
    desk: Desk, client: httpx.AsyncClient, tools: Tools
):
    case, token = await a_form(desk, client)
    await enter(desk.supervisor, tools, desk.office, Role.SUPERVISOR)
    answer = await desk.supervisor.post(case, data=token | SENT[""], headers=FORM_HEADERS)
    assert answer.status_code == 403
    assert WORDS in visible(answer.text)
    assert WORDS not in (await desk.supervisor.get(case)).text


async def test_another_site_gets_nothing_back(desk: Desk, client: httpx.AsyncClient):
    case, token = await a_form(desk, client)
    foreign = FORM_HEADERS | {"Sec-Fetch-Site": "cross-site"}
    answer = await desk.supervisor.post(case, data=token | SENT[""], headers=foreign)
    assert answer.status_code == 403
    assert WORDS not in answer.text


def test_every_field_for_sentences_is_among_those_that_come_back():
    """But what an office says of itself, which is there to be read by all."""
    pages = (page.read_text(encoding="utf-8") for page in FOLDER.rglob("*.html"))
    named = {name for page in pages for name in re.findall(r'\{\{ textarea\("(\w+)"', page)}
    assert named - WRITTEN == {"contact"}
