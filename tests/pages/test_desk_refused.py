"""Answers of the desk that no page gives speak the language of the account, not the browser's."""

from datetime import timedelta

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.pages import FORM_HEADERS, visible

BROWSER = {"Accept-Language": "vi"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOWHERE = "/desk/nowhere/at/all"
#: It reads its form before it asks who it is.
TABLE = "/desk/file/many"
REFUSED = {
    "nothing is there": ("GET", NOWHERE, {}, 404),
    "no name of anything": ("GET", "/desk/file/x", {}, 404),
    "no way to ask": ("DELETE", "/desk/me", {}, 405),
    "another site's form": ("POST", TABLE, {"Sec-Fetch-Site": "cross-site"} | FORM, 403),
    "a form without its token": ("POST", TABLE, FORM_HEADERS | FORM, 403),
    "no form": ("POST", TABLE, FORM_HEADERS | {"Content-Type": "text/plain"}, 400),
    "too large": ("POST", TABLE, FORM_HEADERS | FORM | {"Content-Length": "999999999"}, 413),
    "not for this role": ("GET", "/desk/people", {}, 403),
}


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="KH", locale="km")


@pytest.fixture
async def member(tools: Tools, client: httpx.AsyncClient, office: NewOrganisation) -> NewColleague:
    """A caseworker who reads Thai, signed in with a browser that speaks Vietnamese."""
    member = await a_member(tools.engine, office.id, Role.CASEWORKER, locale="th")
    await sign_in(client, member)
    return member


def language_of(answer: httpx.Response) -> str:
    return answer.text.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize("what", REFUSED)
async def test_whoever_is_signed_in_reads_why_in_their_language(
    client: httpx.AsyncClient, member: NewColleague, what: str
):
    method, address, headers, status = REFUSED[what]
    answer = await client.request(method, address, headers=BROWSER | headers, content=b"a=b")
    assert answer.status_code == status
    assert language_of(answer) == member.locale


@pytest.mark.parametrize("address", ["/desk/people", "/desk/cases/TH-2026-ABCDEF"])
async def test_what_a_page_refuses_comes_with_the_menu(
    client: httpx.AsyncClient, member: NewColleague, address: str
):
    refused = await client.get(address)
    assert refused.status_code in {403, 404}
    assert 'href="/desk/today"' in refused.text
    assert 'action="/desk/sign-out"' in refused.text


async def test_what_breaks_before_anybody_asked_who_it_is_says_so_in_their_language(
    client: httpx.AsyncClient, member: NewColleague, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("backend.web.csrf.check_site", lambda _: 1 / 0)
    answer = await client.post(TABLE, headers=BROWSER | FORM_HEADERS | FORM, content=b"a=b")
    assert answer.status_code == 500
    assert language_of(answer) == member.locale


async def test_where_not_even_that_can_be_asked_the_page_keeps_what_was_typed(
    client: httpx.AsyncClient, member: NewColleague, monkeypatch: pytest.MonkeyPatch
):
    del member
    monkeypatch.setattr("backend.web.csrf.check_token", lambda *_, **__: 1 / 0)
    monkeypatch.setattr("backend.accounts.staff.continue_session", lambda *_: 1 / 0)
    answer = await client.post(TABLE, headers=BROWSER | FORM_HEADERS | FORM, content=b"reason=why")
    assert answer.status_code == 500
    assert language_of(answer) == "vi"
    assert "why" in visible(answer.text)


async def test_whoever_is_not_signed_in_reads_the_language_of_the_browser(
    client: httpx.AsyncClient, member: NewColleague, administrator: psycopg.Connection
):
    long_ago = clock.now() - timedelta(hours=2)
    administrator.execute(
        "UPDATE staff_sessions SET seen_at = %s WHERE staff_id = %s", (long_ago, member.id)
    )
    assert language_of(await client.get(NOWHERE, headers=BROWSER)) == "vi"
    client.cookies.clear()
    assert language_of(await client.get(NOWHERE, headers=BROWSER)) == "vi"


async def test_the_public_door_asks_for_nobodys_account(
    client: httpx.AsyncClient, member: NewColleague
):
    del member
    assert language_of(await client.get("/km/nowhere", headers=BROWSER)) == "km"
