"""The page on which people say what happened."""

import re

import httpx
import pytest

from backend.cases.queries.workflow_files import taxonomy
from tests.factories.filing import STORY, answer_pages
from tests.factories.pages import FORM_HEADERS, send_form, visible

STORY_PAGE = "/en/complain/story"


@pytest.mark.parametrize(
    ("answers", "sentence", "field"),
    [
        ({"account": STORY}, "Please choose the country.", "country"),
        ({"account": STORY, "country": "XX"}, "Please choose the country.", "country"),
        ({"country": "TH"}, "Please tell us what happened.", "account"),
        ({"country": "TH", "account": " \n\t"}, "Please tell us what happened.", "account"),
        ({"country": "TH", "account": "a" * 20_001}, "This text has 20,001 characters.", "account"),
    ],
)
async def test_a_wrong_answer_keeps_what_was_typed_and_says_first_what_to_do(
    client: httpx.AsyncClient, answers: dict[str, str], sentence: str, field: str
):
    answer = await send_form(client, STORY_PAGE, answers)
    assert answer.status_code == 422
    main = answer.text.split("<main")[1]
    summary = re.search(r'<div class="summary-of-errors".*?</div>', main, re.DOTALL)
    assert summary
    assert main.index("summary-of-errors") < main.index("<h1")
    assert "autofocus" in summary.group()
    link = re.search(rf'<a href="#{field}">(?:<strong>[^<]+</strong> )?([^<]+)', summary.group())
    assert link
    assert link.group(1).startswith(sentence)
    assert f'id="{field}"' in main
    assert answers.get("account", "").strip() in answer.text
    assert "set-cookie" not in answer.headers


async def test_no_cookie_comes_before_the_first_page_is_answered_and_then_one_without_an_age(
    client: httpx.AsyncClient,
):
    await client.get("/en/")
    await client.get(STORY_PAGE)
    assert not client.cookies
    answer = await send_form(client, STORY_PAGE, {"country": "TH", "account": STORY})
    assert answer.headers["location"] == "/en/complain/system"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("draft=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie
    assert "expires" not in cookie


async def test_emergency_numbers_stand_there_before_the_country_is_known(
    client: httpx.AsyncClient,
):
    page = (await client.get("/th/complain/story")).text
    numbers = re.findall(r'href="tel:(\d+)"', page)
    assert numbers[0] == "191"  # at home where Thai is read
    assert len(numbers) == 11
    assert 'href="/th/help"' in page


async def test_helplines_of_the_country_stand_there_once_it_is_known(client: httpx.AsyncClient):
    answer = await send_form(client, STORY_PAGE, {"country": "MY"})
    assert 'href="tel:15999"' in answer.text
    await answer_pages(client, country="MY")
    assert 'href="tel:15999"' in (await client.get(STORY_PAGE)).text


async def test_a_page_says_how_much_may_be_typed_and_counts(client: httpx.AsyncClient):
    assert "At most 20,000 characters." in visible((await client.get(STORY_PAGE)).text)
    answer = await send_form(client, STORY_PAGE, {"account": "a" * 20_001})
    assert "20,001 of at most 20,000 characters." in visible(answer.text)
    await answer_pages(client)
    for page in ("system", "outcome"):
        shown = visible((await client.get(f"/en/complain/{page}")).text)
        assert "At most 2,000 characters." in shown


async def test_nobody_who_complains_sees_the_tree_of_categories(client: httpx.AsyncClient):
    await answer_pages(client)
    names = [str(subtype.name) for subtype in taxonomy().subtypes.values()]
    for page in ("story", "system", "outcome", "files", "contact", "check"):
        shown = visible((await client.get(f"/en/complain/{page}")).text)
        assert not [name for name in names if len(name) > 12 and name in shown]
        assert f"of {6}" in shown  # six pages at most


async def test_burmese_typed_in_zawgyi_is_read_as_unicode(client: httpx.AsyncClient):
    await answer_pages(client, account="ကၽြန္ေတာ့္ကို စနစ္က ျငင္းပယ္ခဲ့ပါတယ္", country="MM")
    page = (await client.get("/en/complain/check")).text
    assert "ကျွန်တော့်ကို" in page
    assert "You typed in Zawgyi letters." in visible(page)


async def test_back_leads_to_the_page_before_with_its_answers(client: httpx.AsyncClient):
    await answer_pages(client)
    page = await client.get("/en/complain/system")
    assert 'class="back" href="/en/complain/story"' in page.text
    assert STORY in (await client.get(STORY_PAGE)).text


async def test_an_expired_draft_keeps_the_page_just_posted(client: httpx.AsyncClient):
    headers = FORM_HEADERS
    page = await client.get(STORY_PAGE)
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    fields = {"csrf": token.group(1), "wanted": "An apology", "danger": "no"}
    answer = await client.post("/en/complain/outcome", data=fields, headers=headers)
    assert answer.headers["location"] == f"{STORY_PAGE}?again=1"
    page = await client.get(answer.headers["location"])
    assert "we need the country and what happened" in visible(page.text)
    await send_form(client, STORY_PAGE, {"country": "TH", "account": STORY})
    assert "An apology" in (await client.get("/en/complain/outcome")).text
