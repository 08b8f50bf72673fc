"""Two tabs of one browser: continue this complaint or start a new one; nothing typed is lost."""

import re

import httpx
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.filing import answer_pages, file_complaint, receipt_shown
from tests.factories.pages import FORM_HEADERS, visible

STORY_PAGE = "/en/complain/story"


@pytest.fixture(autouse=True, scope="module")
async def office(installation: Installation, tools: Tools) -> None:
    await an_organisation(tools.engine, tools.keyring.master, intake=True)


def a_tab(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page that stays open while other things happen."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


async def post(browser: httpx.AsyncClient, address: str, fields: dict[str, str]) -> httpx.Response:
    return await browser.post(address, data=fields, headers=FORM_HEADERS)


async def test_words_from_another_tab_wait_until_it_is_said_where_they_belong(
    client: httpx.AsyncClient,
):
    other_tab = a_tab(await client.get(STORY_PAGE))
    await answer_pages(client, account="First words")
    typed = other_tab | {"country": "ID", "account": "Second words"}
    answer = await post(client, STORY_PAGE, typed)
    assert answer.status_code == 409
    assert "Second words" in answer.text
    assert "You began a complaint in another tab of this browser." in visible(answer.text)
    assert "First words" in (await client.get(STORY_PAGE)).text


@pytest.mark.parametrize(("button", "wanted"), [("go_on", "kept"), ("begin_anew", "")])
async def test_they_go_into_the_complaint_begun_or_into_a_new_one(
    client: httpx.AsyncClient, button: str, wanted: str
):
    other_tab = a_tab(await client.get(STORY_PAGE))
    await answer_pages(client)
    outcome = "/en/complain/outcome"
    await post(client, outcome, a_tab(await client.get(outcome)) | {"wanted": "kept"})
    typed = {"country": "ID", "account": "Second words"}
    choice = await post(client, STORY_PAGE, other_tab | typed)
    answer = await post(client, STORY_PAGE, a_tab(choice) | typed | {button: "yes"})
    assert answer.headers["location"] == "/en/complain/system"
    assert "Second words" in (await client.get(STORY_PAGE)).text
    page = (await client.get(outcome)).text
    assert ("kept" in page) is bool(wanted)


async def test_a_page_of_the_complaint_before_does_not_go_into_the_new_one_unseen(
    client: httpx.AsyncClient,
):
    await answer_pages(client, account="First words")
    tabs = {
        page: a_tab(await client.get(f"/en/complain/{page}"))
        for page in ("outcome", "contact", "check", "files")
    }
    again = a_tab(await client.get(STORY_PAGE))
    await post(client, STORY_PAGE, again | {"begin_anew": "yes"})
    await answer_pages(client, account="Second words")
    answer = await post(client, "/en/complain/outcome", tabs["outcome"] | {"wanted": "An apology"})
    assert answer.status_code == 403
    assert "An apology" in answer.text
    assert (await post(client, "/en/complain/files", tabs["files"])).status_code == 403
    assert (await post(client, "/en/complain/check", tabs["check"])).status_code == 403
    page = await client.get("/en/complain/check")
    assert "Second words" in page.text
    assert "An apology" not in page.text


async def test_a_receipt_not_put_away_is_not_lost_to_another_tab(client: httpx.AsyncClient):
    await answer_pages(client)
    tabs = {p: a_tab(await client.get(f"/en/complain/{p}")) for p in ("story", "contact")}
    filed = await file_complaint(client)
    answer = await post(client, "/en/complain/contact", tabs["contact"] | {"contact_way": "none"})
    assert answer.headers["location"] == "/en/complain/receipt"
    typed = tabs["story"] | {"country": "ID", "account": "Another matter"}
    answer = await post(client, STORY_PAGE, typed)
    assert answer.status_code == 409
    assert "Another matter" in answer.text
    assert 'href="/en/complain/receipt"' in answer.text
    assert receipt_shown((await client.get("/en/complain/receipt")).text).letters == filed.letters


async def test_the_first_page_says_that_a_receipt_waits_and_then_begins_another_complaint(
    client: httpx.AsyncClient,
):
    await file_complaint(client)
    page = await client.get(STORY_PAGE)
    assert "Its receipt code is still shown until you put it away" in visible(page.text)
    typed = a_tab(page) | {"country": "ID", "account": "Another matter"}
    answer = await post(client, STORY_PAGE, typed)
    assert answer.headers["location"] == "/en/complain/system"
    assert "Another matter" in (await client.get(STORY_PAGE)).text
