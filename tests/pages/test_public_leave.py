"""Leaving in a hurry, and pages that slow down instead of refusing."""

import httpx
import pytest

from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.filing import answer_pages, file_complaint, open_case
from tests.factories.pages import send_form


@pytest.fixture(autouse=True, scope="module")
async def office(tools: Tools):
    await an_organisation(tools.engine, tools.keyring.master, intake=True)


async def test_leaving_clears_the_device_and_what_only_it_could_open(client: httpx.AsyncClient):
    filed = await file_complaint(client)
    await send_form(client, "/en/complain/receipt", {"skip": "yes"})
    await open_case(client, filed)
    await answer_pages(client)
    before = dict(client.cookies)
    assert set(before) == {"draft", "follow"}
    answer = await client.get("/en/leave")
    assert answer.status_code == 303
    assert not answer.headers["location"].startswith("/")
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert not client.cookies
    client.cookies.update(before)
    assert (await client.get("/en/follow/case")).headers["location"] == "/en/follow?again=1"
    page = await client.get("/en/complain/check")
    assert page.headers["location"] == "/en/complain/story?again=1"
    client.cookies.clear()
    assert filed.reference in await open_case(client, filed)


async def test_a_picture_on_another_site_cannot_clear_anything(client: httpx.AsyncClient):
    await answer_pages(client)
    headers = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site"}
    answer = await client.get("/en/leave", headers=headers)
    assert "clear-site-data" not in answer.headers
    assert (await client.get("/en/complain/check")).status_code == 200


@pytest.mark.parametrize("page", ["privacy", "accessibility", "about", "help"])
async def test_what_stands_about_us_can_be_read_without_a_cookie(
    client: httpx.AsyncClient, page: str
):
    answer = await client.get(f"/en/{page}")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
