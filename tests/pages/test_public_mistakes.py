"""Telling that the words of this site are wrong: a complaint like any other, about the portal."""

import re

import httpx
import psycopg
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.filing import Filed, receipt_shown
from tests.factories.pages import send_form, visible

THERE = "/id/complain"
TYPED = {"country": "VN", "account": "Di halaman bantuan tertulis simpan, seharusnya selamatkan."}


@pytest.fixture(autouse=True, scope="module")
async def office(installation: Installation, tools: Tools):
    await an_organisation(tools.engine, tools.keyring.master, country="VN")
    return await an_organisation(tools.engine, tools.keyring.master, country="TH", intake=True)


async def told(client: httpx.AsyncClient) -> Filed:
    """From the line below a page to the receipt, in two pages."""
    home = (await client.get("/id/")).text
    link = re.search(r'href="(/id/complain\?about=portal)"', home)
    assert link
    story = (await client.get(link.group(1))).headers["location"]
    page = (await client.get(story)).text
    assert "complain/story" in story
    assert "1 dari" not in visible(page)
    assert '<input type="hidden" name="about" value="portal">' in page
    answer = await send_form(client, story, TYPED | {"about": "portal"})
    assert answer.headers["location"] == f"{THERE}/check"
    answer = await send_form(client, f"{THERE}/check", {"language": "id"})
    return receipt_shown((await client.get(answer.headers["location"])).text)


async def test_a_mistake_in_a_translation_goes_to_whoever_runs_the_site_as_what_it_is(
    client: httpx.AsyncClient, administrator: psycopg.Connection, office
):
    filed = await told(client)
    row = administrator.execute(
        "SELECT category, handler_id, country FROM cases WHERE reference = %s", [filed.reference]
    ).fetchone()
    assert row == ("K05", office.id, "VN")


async def test_any_other_complaint_has_no_category_yet_and_stays_in_its_country(
    client: httpx.AsyncClient,
):
    answer = await client.get("/id/complain?about=%0d%0aset-cookie&country=VN")
    assert answer.headers["location"] == f"{THERE}/story?country=VN"
    answer = await send_form(client, f"{THERE}/story", TYPED | {"about": "elsewhere"})
    assert answer.headers["location"] == f"{THERE}/system"


async def test_english_is_the_source_and_says_nothing_of_a_translation(client: httpx.AsyncClient):
    assert "about=portal" not in (await client.get("/en/")).text
