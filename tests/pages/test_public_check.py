"""Checking the answers and sending them: the language, who will see it, once only."""

import asyncio
import re

import httpx
import psycopg
import pytest

from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.filing import STORY, answer_pages, file_complaint, receipt_shown
from tests.factories.languages import between
from tests.factories.pages import FORM_HEADERS, send_form, visible

CHECK = "/en/complain/check"


@pytest.fixture(autouse=True, scope="module")
async def office(tools: Tools):
    """The only one in Brunei."""
    names = {"en": "The Brunei Office", "th": "สำนักงานบรูไน"}
    master = tools.keyring.master
    await an_organisation(tools.engine, master, country="BN", names=names, intake=True)


def language_of(administrator: psycopg.Connection, reference: str) -> str:
    query = "SELECT language FROM cases WHERE reference = %s"
    row = administrator.execute(query, (reference,)).fetchone()
    assert row
    return str(row[0])


def corrections_of(administrator: psycopg.Connection, reference: str) -> tuple[str, str, str]:
    """What it was read as, what it is in, and who corrected that."""
    query = "SELECT language_read, language, language_corrected_by FROM cases WHERE reference = %s"
    row = administrator.execute(query, (reference,)).fetchone()
    assert row
    return row


def chosen_language(page: str) -> str:
    [value] = re.findall(r'name="language" value="([\w-]*)" checked', page)
    return str(value)


async def test_every_answer_is_shown_with_a_way_to_change_it_and_who_will_see_it(
    client: httpx.AsyncClient,
):
    await answer_pages(client, country="BN")
    page = (await client.get(CHECK)).text
    shown = visible(page)
    assert STORY in shown
    assert "Brunei Darussalam" in shown
    assert "Only with my receipt code" in shown
    for name in ("story", "system", "outcome", "files", "contact"):
        assert f'href="/en/complain/{name}"' in page
    assert shown.index("The Brunei Office") < shown.index("Send the complaint")
    assert "never how to reach you" in shown
    assert "สำนักงานบรูไน" in (await client.get("/th/complain/check")).text


@pytest.mark.parametrize(
    ("corrected", "kept"), [("", "en"), ("en", "en"), ("ms", "ms"), ("und", "und")]
)
async def test_the_language_is_read_and_whoever_wrote_may_correct_it(
    client: httpx.AsyncClient, administrator: psycopg.Connection, corrected: str, kept: str
):
    await answer_pages(client, country="BN")
    page = (await client.get(CHECK)).text
    assert "We read your words as English. Is that right?" in page
    assert chosen_language(page) == "en"
    assert page.index(">English</label>") < page.index("More languages</summary>")
    assert page.index("More languages</summary>") < page.index(">Bahasa Melayu</label>")
    filed = await file_complaint(client, country="BN", language=corrected)
    assert language_of(administrator, filed.reference) == kept


async def test_the_country_tips_a_near_tie_and_the_page_says_so(
    client: httpx.AsyncClient, administrator: psycopg.Connection
):
    account = between("id", "ms")
    await answer_pages(client, country="BN", account=account)
    page = (await client.get(CHECK)).text
    assert chosen_language(page) == "ms"
    assert "We chose one that is spoken in the country you named." in page
    filed = await file_complaint(client, country="BN", account=account, language="id")
    assert corrections_of(administrator, filed.reference) == ("ms", "id", "person")


async def test_text_without_a_language_is_asked_about(
    client: httpx.AsyncClient, administrator: psycopg.Connection
):
    await answer_pages(client, country="BN", account="Xqzwkj vvbnk zzxq!")
    page = (await client.get(CHECK)).text
    assert "We could not tell which language you wrote in. Which one is it?" in page
    assert chosen_language(page) == "und"
    filed = await file_complaint(client, country="BN", account="Xqzwkj vvbnk zzxq!", language="")
    assert corrections_of(administrator, filed.reference) == ("und", "und", "none")


async def test_a_language_outside_ours_is_named_and_kept(
    client: httpx.AsyncClient, administrator: psycopg.Connection
):
    french = "Le système a refusé ma demande d'aide et personne ne m'a expliqué pourquoi."
    await answer_pages(client, country="BN", account=french)
    page = (await client.get(CHECK)).text
    assert "We read your words as French. Is that right?" in page
    assert chosen_language(page) == ""
    filed = await file_complaint(client, country="BN", account=french)
    assert language_of(administrator, filed.reference) == "fr"


async def test_a_language_that_is_none_of_the_choices_is_refused_on_the_page(
    client: httpx.AsyncClient,
):
    await answer_pages(client)
    answer = await send_form(client, CHECK, {"language": "klingon"})
    assert answer.status_code == 422
    label = "<strong>We read your words as English. Is that right?</strong>"
    assert f'<a href="#language">{label} Please choose one of the answers.' in answer.text
    assert STORY in answer.text


@pytest.mark.battery("T19")
async def test_sent_twice_at_the_same_time_it_is_filed_once(
    client: httpx.AsyncClient, administrator: psycopg.Connection
):
    count = "SELECT count(*) FROM cases"
    await answer_pages(client)
    page = (await client.get(CHECK)).text
    fields = {"csrf": page.split('name="csrf" value="')[1].split('"')[0], "language": "en"}
    before = administrator.execute(count).fetchone()
    answers = await asyncio.gather(
        *(client.post(CHECK, data=fields, headers=FORM_HEADERS) for _ in range(5))
    )
    assert {a.headers.get("location") for a in answers} == {"/en/complain/receipt"}
    after = administrator.execute(count).fetchone()
    assert before
    assert after
    assert after[0] - before[0] == 1


async def test_sent_again_later_it_shows_the_same_receipt(client: httpx.AsyncClient):
    await answer_pages(client)
    page = (await client.get(CHECK)).text
    fields = {"csrf": page.split('name="csrf" value="')[1].split('"')[0], "language": "en"}
    receipts = []
    for _ in range(2):
        answer = await client.post(CHECK, data=fields, headers=FORM_HEADERS)
        receipts.append(receipt_shown((await client.get(answer.headers["location"])).text))
    assert receipts[0].letters == receipts[1].letters


async def test_nothing_is_checked_or_sent_without_country_and_story(client: httpx.AsyncClient):
    answer = await client.get(CHECK)
    assert answer.headers["location"] == "/en/complain/story?again=1"
