"""The first page of the public door, the ways into the form, and what every page has."""

import gzip
import re
from dataclasses import replace

import httpx
import pytest

from backend.languages.locales import LOCALES, offered
from tests.factories.filing import answer_pages
from tests.factories.pages import send_form, visible

PAGES = ("", "complain/story", "systems", "reports", "follow", "about", "privacy", "help")
OVER_THE_WIRE = 15_000


@pytest.mark.parametrize(
    ("asked", "tag"),
    [("th,en;q=0.8", "th"), ("in", "id"), ("fr;q=0.9, my;q=0.3", "my"), ("", "en"), ("\x00", "en")],
)
async def test_the_bare_address_leads_to_the_language_of_the_browser(
    client: httpx.AsyncClient, asked: str, tag: str
):
    answer = await client.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{tag}/")
    assert answer.headers["vary"] == "Accept-Language"


async def test_a_language_that_is_not_offered_leads_to_the_best_that_is(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(LOCALES, "ms", replace(LOCALES["ms"], offered=False))
    headers = {"Accept-Language": "th"}
    answer = await client.get("/ms/complain/story?country=MY", headers=headers)
    # No page is shown here: it would keep for all others which languages are offered.
    assert answer.headers["location"] == "/th/complain/story?country=MY"


async def test_what_is_no_language_of_ours_leads_nowhere(client: httpx.AsyncClient):
    assert (await client.get("/xx/complain/story")).status_code == 404


@pytest.mark.parametrize("page", PAGES)
async def test_each_page_links_to_itself_in_every_language_that_is_offered(
    client: httpx.AsyncClient, page: str
):
    answer = await client.get(f"/en/{page}")
    assert answer.status_code == 200
    for other in offered():
        assert f'href="/{other.tag}/{page}" lang="{other.tag}"' in answer.text
    assert 'href="/en/leave"' in answer.text
    assert "set-cookie" not in answer.headers


async def test_an_address_is_escaped_in_those_links_and_stays_with_whoever_asked(
    client: httpx.AsyncClient,
):
    said = (await client.get("/en/%22%3E%3Cb%3E%00")).text
    assert 'href="/th/&#34;&gt;&lt;b&gt;\0" lang="th"' in said
    assert "<b>" not in said
    for page in ("/en/help", "/th/help"):
        assert "&lt;b&gt;" not in (await client.get(page)).text


@pytest.mark.parametrize("locale", [locale.tag for locale in offered()])
async def test_the_first_pages_are_small_enough_for_a_slow_network(
    client: httpx.AsyncClient, locale: str
):
    for page in ("", "complain/story"):
        answer = await client.get(f"/{locale}/{page}")
        style = re.search(r'href="(/assets/[^"]+)"', answer.text)
        assert style
        sheet = await client.get(style.group(1), headers={"Accept-Encoding": "gzip"})
        assert sheet.headers["content-encoding"] == "gzip"
        sent = len(answer.content) + len(gzip.compress(sheet.content, 9))
        assert sent <= OVER_THE_WIRE, f"{page} takes {sent} bytes"


async def test_what_a_poster_prefills_goes_on_in_the_address(client: httpx.AsyncClient):
    answer = await client.get("/en/complain?system=benefit-check&country=th")
    story = "/en/complain/story?system=benefit-check&country=TH"
    assert answer.headers["location"] == story
    page = (await client.get(story)).text
    assert '<option value="TH" selected>' in page
    assert 'type="hidden" name="system" value="benefit-check"' in page


async def test_what_is_no_slug_is_not_handed_on(client: httpx.AsyncClient):
    answer = await client.get("/en/complain", params={"system": '"><b>', "country": "T\u0e44"})
    assert answer.headers["location"] == "/en/complain/story"


async def test_a_complaint_that_was_begun_is_offered_again_and_a_new_one_too(
    client: httpx.AsyncClient,
):
    await answer_pages(client, account="My first words")
    assert "Go on with it" in visible((await client.get("/en/")).text)
    answer = await client.get("/en/complain?system=other-system")
    assert answer.headers["location"] == "/en/complain/story?system=other-system&begun=1"
    page = await client.get(answer.headers["location"])
    assert "You can go on with it, or begin a new one" in visible(page.text)
    assert "My first words" in page.text
    assert 'name="system" value="other-system"' in page.text
    answer = await send_form(client, "/en/complain/story", {"begin_anew": "yes"})
    assert answer.headers["location"] == "/en/complain/story"
    assert not client.cookies
    assert "My first words" not in (await client.get("/en/complain/story")).text


async def test_operators_and_balancers_can_ask_whether_it_works(client: httpx.AsyncClient):
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"public": "ready", "desk": "ready"}
