"""The people of an organisation: their sessions, roles and accounts."""

import re
import secrets
from datetime import timedelta
from uuid import UUID

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.actions.signing_in import sweep_sessions
from backend.accounts.rules import Role
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import CODE, PASSWORD, a_member, an_organisation, invited, sign_in
from tests.factories.pages import send_form

WRONG = "The e-mail address, the password or the code is not right."


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")


@pytest.fixture
async def chief(tools: Tools, client: httpx.AsyncClient, office: NewOrganisation) -> NewColleague:
    """An administrator, signed in."""
    member = await a_member(tools.engine, office.id, Role.ADMINISTRATOR)
    await sign_in(client, member)
    return member


@pytest.fixture
async def other(tools: Tools, browsers, office: NewOrganisation) -> tuple:
    """A caseworker, signed in with a browser of their own."""
    member, browser = await a_member(tools.engine, office.id, Role.CASEWORKER), browsers()
    await sign_in(browser, member)
    return member, browser


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Any page of the desk but the way to sign in."""
    return (await browser.get("/desk/")).headers.get("location") != "/desk/sign-in"


async def let_go(browser: httpx.AsyncClient, person: str) -> httpx.Response:
    """Of a colleague without cases."""
    address = f"/desk/leaving?person={person}"
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', (await browser.get(address)).text)
    fields = {"person": person, "to": "", "seen": seen}
    return await send_form(browser, address, fields, to="/desk/leaving")


async def test_ended_sessions_are_out_at_once_and_may_come_back(client, chief: NewColleague, other):
    del chief
    member, browser = other
    fields = {"act": "end_sessions", "staff": str(member.id)}
    assert (await send_form(client, "/desk/people", fields)).status_code == 303
    assert not await is_in(browser)
    await sign_in(browser, member)


async def test_a_role_that_goes_takes_its_sessions_along(client, chief: NewColleague, other):
    del chief
    member, browser = other
    fields = {"act": "role", "staff": str(member.id), "role": "auditor"}
    assert (await send_form(client, "/desk/people", fields)).status_code == 303
    assert not await is_in(browser)
    await sign_in(browser, member)
    assert (await browser.get("/desk/translations")).status_code == 403
    assert (await browser.get("/desk/record")).status_code == 200
    for role in ("system_owner", "king", ""):
        answer = await send_form(client, "/desk/people", fields | {"role": role})
        assert answer.status_code == 422


async def test_everybody_keeps_their_own_account_and_ends_their_own_sessions(
    browsers, other, administrator: psycopg.Connection
):
    member, browser = other
    second = browsers()
    await sign_in(second, member)
    fields = {"act": "keep", "name": "Máli", "locale": "th", "reads": "lo", "role": "administrator"}
    assert (await send_form(browser, "/desk/me", fields)).status_code == 303
    kept = administrator.execute(
        "SELECT name, locale, reads, role FROM staff WHERE id = %s", (member.id,)
    ).fetchone()
    assert kept == ("Máli", "th", ["lo"], "caseworker")
    for wrong in ({"name": ""}, {"locale": "tlh"}, {"name": "a\0"}, {"act": "sing"}):
        assert (await send_form(browser, "/desk/me", fields | wrong)).status_code == 422
    assert (await send_form(browser, "/desk/me", {"act": "end_sessions"})).status_code == 303
    assert not await is_in(browser)
    assert not await is_in(second)


async def test_what_ended_is_swept_and_what_runs_stays(
    tools: Tools, other, administrator: psycopg.Connection
):
    member, browser = other
    kept = "SELECT count(*) FROM staff_sessions WHERE staff_id = %s"
    ended = "INSERT INTO staff_sessions SELECT %s, staff_id, started_at, seen_at, %s, method FROM"
    for age in (timedelta(hours=9), timedelta(hours=1)):
        row = (secrets.token_bytes(32), clock.now() - age, member.id)
        administrator.execute(f"{ended} staff_sessions WHERE staff_id = %s LIMIT 1", row)
    async with transaction(tools.engine) as session:
        assert await sweep_sessions(session, clock.now()) >= 1
    assert administrator.execute(kept, (member.id,)).fetchone() == (2,)
    assert await is_in(browser)


async def test_a_closed_account_is_out_at_once_and_for_good(client, chief: NewColleague, other):
    del chief
    member, browser = other
    assert (await let_go(client, str(member.id))).status_code == 303
    assert not await is_in(browser)
    typed = {"email": member.email, "password": PASSWORD}
    assert (await send_form(browser, "/desk/sign-in", typed)).status_code == 422
    assert member.email not in (await client.get("/desk/people")).text


async def test_whoever_left_can_be_invited_again_to_a_new_account(
    client, chief: NewColleague, other, administrator: psycopg.Connection
):
    del chief
    member, _ = other
    await let_go(client, str(member.id))
    answer = await send_form(client, "/desk/people", invited(email=member.email))
    assert CODE.search(answer.text)
    accounts = administrator.execute(
        "SELECT count(*), count(left_at) FROM staff WHERE email = %s", (member.email,)
    ).fetchone()
    assert accounts == (2, 1)


async def test_nobody_closes_their_own_account(client, chief: NewColleague):
    fields = {"act": "close", "staff": str(chief.id)}
    assert (await send_form(client, "/desk/people", fields)).status_code == 422
    assert await is_in(client)


@pytest.mark.parametrize("act", ["close", "end_sessions", "invite_again", "role", "languages"])
async def test_people_of_another_organisation_are_as_if_they_were_not(
    client, tools: Tools, chief: NewColleague, act: str
):
    del chief
    elsewhere = await an_organisation(tools.engine, tools.keyring.master)
    foreign = await a_member(tools.engine, elsewhere.id, Role.CASEWORKER)
    for staff in (foreign.id, UUID(int=0), "x"):
        fields = {"act": act, "staff": str(staff)}
        assert (await send_form(client, "/desk/people", fields)).status_code == 404
    assert foreign.email not in (await client.get("/desk/people")).text


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
async def test_only_administrators_enter(client, tools: Tools, office: NewOrganisation, role: Role):
    await sign_in(client, await a_member(tools.engine, office.id, role))
    assert (await client.get("/desk/people")).status_code == 403
    assert (await client.get("/desk/outbox")).status_code == 403


async def test_what_is_done_to_accounts_is_on_the_record(
    client, chief: NewColleague, other, administrator: psycopg.Connection
):
    member, _ = other
    await send_form(client, "/desk/people", {"act": "end_sessions", "staff": str(member.id)})
    await let_go(client, str(member.id))
    await send_form(client, "/desk/people", invited())
    actions = administrator.execute(
        "SELECT action FROM events WHERE actor_id = %s ORDER BY at", (chief.id,)
    ).fetchall()
    wanted = ["joined", "signed_in", "sessions_ended", "cases_handed_over", "left", "invited"]
    assert actions == [(f"staff.{what}",) for what in wanted]
