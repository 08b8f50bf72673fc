"""Signing in and out, guessing, and sessions that end."""

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.app import BOTH, Installation, create_app
from backend.sealing.tools import Tools
from backend.web import limits
from tests.factories.accounts import PASSWORD, a_member, an_organisation, sign_in
from tests.factories.pages import send_form, visible

WRONG = "The e-mail address, the password or the code is not right."


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")


@pytest.fixture
async def other(tools: Tools, browsers, office: NewOrganisation) -> tuple:
    """A caseworker, signed in with a browser of their own."""
    member, browser = await a_member(tools.engine, office.id, Role.CASEWORKER), browsers()
    await sign_in(browser, member)
    return member, browser


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Any page of the desk but the way to sign in."""
    return (await browser.get("/desk/")).headers.get("location") != "/desk/sign-in"


@pytest.mark.parametrize(
    ("email", "password"),
    [("nobody@example.org", PASSWORD), ("{email}", "not the password"), ("{email}", ""),
     ("", ""), ("x\0@example.org", PASSWORD), ("' OR 1=1 --", PASSWORD), ("a" * 5000, "b")],
)  # fmt: skip
async def test_whatever_is_wrong_gets_the_same_answer(
    client, tools: Tools, office: NewOrganisation, email: str, password: str
):
    member = await a_member(tools.engine, office.id, Role.CASEWORKER)
    typed = {"email": email.format(email=member.email), "password": password}
    answer = await send_form(client, "/desk/sign-in", typed)
    assert answer.status_code == 422
    assert WRONG in visible(answer.text)
    assert not password or f'value="{password}"' not in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_address_may_be_typed_in_capitals_and_with_spaces(
    client, tools: Tools, office: NewOrganisation
):
    member = await a_member(tools.engine, office.id, Role.CASEWORKER)
    typed = {"email": f" {member.email.upper()} ", "password": PASSWORD}
    assert (await send_form(client, "/desk/sign-in", typed)).status_code == 303


@pytest.mark.battery("T17")
async def test_each_signing_in_gets_a_new_token_and_ends_the_old_session(
    client, browsers, tools: Tools, office: NewOrganisation
):
    member, earlier = await a_member(tools.engine, office.id, Role.CASEWORKER), browsers()
    await sign_in(client, member)
    first = client.cookies["staff"]
    await sign_in(client, member)
    assert client.cookies["staff"] != first
    earlier.cookies.set("staff", first)
    assert not await is_in(earlier)
    assert await is_in(client)


async def test_only_the_hash_of_a_token_is_kept(
    client, tools: Tools, office: NewOrganisation, administrator: psycopg.Connection
):
    member = await a_member(tools.engine, office.id, Role.CASEWORKER)
    await sign_in(client, member)
    kept = administrator.execute(
        "SELECT s.*::text || staff.*::text FROM staff_sessions s JOIN staff ON staff.id ="
        " staff_id WHERE staff_id = %s", (member.id,),
    ).fetchall()  # fmt: skip
    assert len(client.cookies["staff"]) >= 43
    assert client.cookies["staff"] not in str(kept)
    assert "$argon2id$" in str(kept)
    assert PASSWORD not in str(kept)


@pytest.mark.battery("T17")
async def test_whoever_signed_out_is_out_even_with_the_old_cookie(other):
    _, browser = other
    token = browser.cookies["staff"]
    answer = await send_form(browser, "/desk/", {}, to="/desk/sign-out")
    assert answer.headers["location"] == "/desk/sign-in"
    browser.cookies.set("staff", token)
    assert not await is_in(browser)


async def test_a_sign_out_sent_by_another_site_is_refused(other):
    _, browser = other
    answer = await browser.post("/desk/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert await is_in(browser)


@pytest.mark.parametrize(
    ("idle", "age", "inside"),
    [(29, 31, True), (31, 31, False), (0, 8 * 60 - 1, True), (0, 8 * 60 + 1, False)],
)
async def test_a_session_ends_after_half_an_hour_of_rest_and_after_eight_hours(
    other, administrator: psycopg.Connection, idle: int, age: int, inside: bool
):
    member, browser = other
    now = clock.now()
    administrator.execute(
        "UPDATE staff_sessions SET seen_at = %s, started_at = %s WHERE staff_id = %s",
        (now - timedelta(minutes=idle), now - timedelta(minutes=age), member.id),
    )
    assert await is_in(browser) is inside


@pytest.mark.parametrize(("headers", "alive"), [({}, True), ({"X-Untouched": "yes"}, False)])
async def test_using_the_desk_keeps_the_session_alive_and_a_page_that_lies_open_does_not(
    other, administrator: psycopg.Connection, headers: dict[str, str], alive: bool
):
    member, browser = other
    earlier = clock.now() - timedelta(minutes=20)
    query = "UPDATE staff_sessions SET seen_at = %s WHERE staff_id = %s"
    administrator.execute(query, (earlier, member.id))
    assert (await browser.get("/desk/", headers=headers)).status_code == 200
    (seen,) = administrator.execute(
        "SELECT seen_at FROM staff_sessions WHERE staff_id = %s", (member.id,)
    ).fetchone()
    assert (seen > earlier + timedelta(minutes=15)) is alive


@pytest.fixture
async def strict(installation: Installation, monkeypatch) -> AsyncIterator[httpx.AsyncClient]:
    """A browser where attempts are counted, two in a quarter of an hour, and no time is lost."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(limits, "asyncio", SimpleNamespace(sleep=sleep))
    changed = {"rate_limits": "on", "rate_sign_in": 2}
    settings = installation.settings.model_copy(update=changed)
    app = create_app(BOTH, dataclasses.replace(installation, settings=settings))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_origin) as browser:
        browser.slept = slept
        yield browser


async def test_guessing_at_one_account_gets_slower_and_then_ends(strict: httpx.AsyncClient):
    email = f"guessed-{time.monotonic_ns()}@example.org"
    typed = {"email": email, "password": "wrong"}
    most = 2 * limits.ATTEMPTS_FROM_ONE_NETWORK
    codes = [(await send_form(strict, "/desk/sign-in", typed)).status_code for _ in range(most + 1)]
    assert codes == [422] * most + [429]
    slept = strict.slept
    assert len(slept) == most - 2
    assert slept == sorted(slept)
    # Somebody else is not concerned.
    typed["email"] = "x" + email
    assert (await send_form(strict, "/desk/sign-in", typed)).status_code == 422
    assert len(strict.slept) == most - 2


async def test_attempts_are_counted_though_they_are_refused(
    strict: httpx.AsyncClient, administrator: psycopg.Connection
):
    before = administrator.execute("SELECT coalesce(sum(count), 0) FROM rate_counters").fetchone()
    await send_form(strict, "/desk/sign-in", {"email": "x@example.org", "password": "wrong"})
    after = administrator.execute("SELECT sum(count) FROM rate_counters").fetchone()
    assert before
    assert after == (before[0] + 2,)


@pytest.mark.battery("T19")
async def test_of_sixteen_who_sign_in_at_once_each_gets_their_own_desk(
    browsers, tools: Tools, office: NewOrganisation
):
    members = [await a_member(tools.engine, office.id, Role.CASEWORKER) for _ in range(16)]
    opened = [browsers() for _ in members]
    await asyncio.gather(*(sign_in(b, m) for b, m in zip(opened, members, strict=True)))
    pages = await asyncio.gather(*(browser.get("/desk/me") for browser in opened))
    for member, page in zip(members, pages, strict=True):
        assert {m.email for m in members if m.email in page.text} == {member.email}
    assert len({browser.cookies["staff"] for browser in opened}) == 16


async def test_a_session_that_was_deleted_is_never_written_back(
    other, administrator: psycopg.Connection
):
    member, browser = other
    earlier = clock.now() - timedelta(minutes=20)
    administrator.execute(
        "UPDATE staff_sessions SET seen_at = %s WHERE staff_id = %s", (earlier, member.id)
    )
    administrator.execute("DELETE FROM staff_sessions WHERE staff_id = %s", (member.id,))
    assert not await is_in(browser)
    left = "SELECT count(*) FROM staff_sessions WHERE staff_id = %s"
    assert administrator.execute(left, (member.id,)).fetchone() == (0,)
