"""A double click on a button that writes: what was typed stands there once."""

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import psycopg
import pytest

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.desk import ASK, ASSESS, Desk, a_desk
from tests.factories.filing import (
    a_browser,
    answer_pages,
    file_complaint,
    open_case,
    receipt_shown,
)
from tests.factories.pages import FORM_HEADERS

pytestmark = pytest.mark.battery("T19")
CASE = "/en/follow/case"
NOTES = ("papers.txt", b"what I found later", "text/plain")


@pytest.fixture(scope="module")
async def desk(installation: Installation, tools: Tools) -> AsyncIterator[Desk]:
    async with a_browser(installation) as worker, a_browser(installation) as supervisor:
        yield await a_desk(tools, "TL", (worker, supervisor))


async def hidden_of(browser: httpx.AsyncClient, address: str, before: str) -> dict[str, str]:
    """The hidden fields of the form that holds ``before``."""
    page = (await browser.get(address)).text
    form = next(part for part in page.split("<form ")[1:] if before in part.split("</form>")[0])
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0])
    return {name: unescape(value) for name, value in found}


async def twice(
    browser: httpx.AsyncClient, address: str, fields: dict[str, str], files: bool = False
) -> None:
    """At once, as two clicks do."""
    sent = [("files", NOTES)] if files else None
    answers = await asyncio.gather(
        *(browser.post(address, data=fields, files=sent, headers=FORM_HEADERS) for _ in range(2))
    )
    assert [answer.status_code for answer in answers] == [303, 303]


def rows(administrator: psycopg.Connection, table: str, reference: str) -> int:
    found = administrator.execute(
        f"SELECT count(*) FROM {table} r JOIN cases c ON c.id = r.case_id"  # noqa: S608 - ours
        " WHERE c.reference = %s", (reference,),
    ).fetchone()  # fmt: skip
    assert found
    return int(found[0])


async def test_a_message_and_its_files_sent_twice_are_there_once(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    filed = await file_complaint(client, country="TL")
    await desk.work(filed.reference, ASSESS, ASK)
    await open_case(client, filed)
    before = rows(administrator, "messages", filed.reference)
    hidden = await hidden_of(client, CASE, 'value="write"')
    fields = hidden | {"act": "write", "message": "It was a Monday."}
    await twice(client, CASE, fields, files=True)
    assert rows(administrator, "messages", filed.reference) == before + 1
    assert rows(administrator, "files", filed.reference) == 1


async def test_other_words_on_a_page_that_was_gone_back_to_are_said_too(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    filed = await file_complaint(client, country="TL")
    await open_case(client, filed)
    hidden = await hidden_of(client, CASE, 'value="write"')
    for words in ("One thing.", "Another thing."):
        await twice(client, CASE, hidden | {"act": "write", "message": words})
    assert rows(administrator, "messages", filed.reference) == 2


@pytest.mark.parametrize(("act", "table"), [("message", "messages"), ("note", "notes")])
async def test_what_the_office_writes_twice_is_there_once(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection, act: str, table: str
):
    filed = await file_complaint(client, country="TL")
    address = f"/desk/cases/{filed.reference}"
    hidden = await hidden_of(desk.worker, address, f'value="{act}"')
    await twice(desk.worker, address, hidden | {"act": act, act: "We look at it."})
    assert rows(administrator, table, filed.reference) == 1


async def test_evidence_added_twice_is_in_the_complaint_once(client: httpx.AsyncClient):
    await answer_pages(client)
    address = "/en/complain/files"
    hidden = await hidden_of(client, address, 'name="add"')
    await twice(client, address, hidden | {"add": "yes"}, files=True)
    page = (await client.get(address)).text
    assert page.count('name="remove"') == 1


async def test_a_page_that_comes_while_the_complaint_is_sent_takes_no_receipt_away(
    client: httpx.AsyncClient, desk: Desk, database: Addresses
):
    await answer_pages(client)
    check, contact = "/en/complain/check", "/en/complain/contact"
    sent = await hidden_of(client, check, "language") | {"language": ""}
    late = await hidden_of(client, contact, "contact_way") | {"contact_way": "none"}
    async with await psycopg.AsyncConnection.connect(database.owner) as holding:
        await holding.execute("SELECT 1 FROM drafts FOR UPDATE")
        posts = []
        for page, fields in ((check, sent), (contact, late)):
            posted = client.post(page, data=fields, headers=FORM_HEADERS)
            posts.append(asyncio.create_task(posted))
            await asyncio.sleep(0.5)
    answers = await asyncio.gather(*posts)
    there = ["/en/complain/receipt"] * 2
    assert [answer.headers.get("location") for answer in answers] == there
    assert receipt_shown((await client.get(there[0])).text).letters


async def test_beginning_anew_in_an_older_tab_takes_no_receipt_away(
    client: httpx.AsyncClient, desk: Desk
):
    await answer_pages(client)
    older = await hidden_of(client, "/en/complain/story?begun=1", "begin_anew")
    filed = await file_complaint(client)
    anew = older | {"begin_anew": "yes"}
    answer = await client.post("/en/complain/story", data=anew, headers=FORM_HEADERS)
    page = (await client.get(answer.headers["location"])).text
    assert "Its receipt code is still shown until you put it away" in page
    shown = (await client.get("/en/complain/receipt")).text
    assert receipt_shown(shown).letters == filed.letters
