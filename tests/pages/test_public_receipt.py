"""The receipt: shown until its last group was typed back or skipped."""

import httpx
import pytest

from backend.sealing.tools import Tools
from backend.web.qr import qr_code
from tests.factories.accounts import an_organisation
from tests.factories.filing import file_complaint, open_case, receipt_shown
from tests.factories.pages import send_form, visible

RECEIPT = "/en/complain/receipt"


@pytest.fixture(autouse=True, scope="module")
async def office(tools: Tools):
    await an_organisation(tools.engine, tools.keyring.master, intake=True)


async def test_a_receipt_has_the_code_twice_the_reference_and_what_comes_next(
    client: httpx.AsyncClient,
):
    filed = await file_complaint(client)
    assert [len(group) for group in filed.letters.split("-")] == [4] * 6
    assert [len(group) for group in filed.digits.split("-")] == [4] * 9
    assert filed.reference.startswith("TH-")
    shown = visible(filed.page)
    assert "a person of the office confirms that they read it" in shown
    assert "you get a decision with its reasons" in shown


async def test_its_square_leads_to_the_page_for_following_and_holds_no_code(
    client: httpx.AsyncClient,
):
    filed = await file_complaint(client)
    assert str(qr_code("http://127.0.0.1:8000/en/follow")) in filed.page
    links = [part.split('"')[0] for part in filed.page.split('href="')[1:]]
    assert not [link for link in links if filed.letters[:4] in link]
    title = filed.page.split("<title>")[1].split("</title>")[0]
    assert filed.letters[:4] not in title


@pytest.mark.parametrize("spelling", ["letters", "digits"])
async def test_typed_back_it_is_put_away_for_good(client: httpx.AsyncClient, spelling: str):
    filed = await file_complaint(client)
    last = getattr(filed, spelling)[-4:]
    answer = await send_form(client, RECEIPT, {"last_group": f" {last.lower()} "})
    assert answer.headers["location"] == "/en/follow?filed=1"
    assert not client.cookies
    assert (await client.get(RECEIPT)).headers["location"] == "/en/follow"
    page = await client.get("/en/follow?filed=1")
    assert "Your complaint is on its way." in visible(page.text)


async def test_it_can_be_skipped(client: httpx.AsyncClient):
    filed = await file_complaint(client)
    answer = await send_form(client, RECEIPT, {"last_group": "", "skip": "yes"})
    assert answer.headers["location"] == "/en/follow?filed=1"
    assert filed.reference in await open_case(client, filed)


async def test_a_wrong_group_is_told_and_the_code_stays(client: httpx.AsyncClient):
    filed = await file_complaint(client)
    answer = await send_form(client, RECEIPT, {"last_group": "zzzz"})
    assert answer.status_code == 422
    assert '<a href="#last_group">This is not the last group' in answer.text
    assert receipt_shown(answer.text).letters == filed.letters


async def test_it_is_shown_again_in_every_language_until_it_is_put_away(
    client: httpx.AsyncClient,
):
    filed = await file_complaint(client)
    for locale in ("th", "my", "id"):
        page = await client.get(f"/{locale}/complain/receipt")
        assert receipt_shown(page.text).letters == filed.letters
        assert page.headers["cache-control"] == "no-store"
    digits = (await client.get("/th/complain/receipt")).text
    assert "<details open>" in digits  # for people without Latin keys
