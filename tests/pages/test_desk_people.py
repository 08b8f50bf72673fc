"""Invitations, and the people of an organisation."""

import re
import secrets
import time
from datetime import timedelta
from uuid import UUID

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague, invite
from backend.accounts.actions.signing_in import sweep_sessions
from backend.accounts.rules import OrganisationKind, Role
from backend.audit.actions import Actor
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation, sign_in
from tests.factories.pages import send_form, visible

_CODE = re.compile(r'class="code"><bdi dir="ltr">([^<]+)<')
WRONG = "The e-mail address, the password or the code is not right."
NO_INVITATION = "This invitation is not known, has been used, or is older than three days."


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


def fields_of(**changes: str) -> dict[str, str]:
    new = {"act": "invite", "name": "Mali", "role": "caseworker", "locale": "th"}
    return new | {"email": f"mali-{time.monotonic_ns()}@example.org"} | changes


def accepted(code: str, password: str = PASSWORD, again: str = "") -> dict[str, str]:
    return {"invitation": code, "password": password, "password_again": again or password}


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Any page of the desk but the way to sign in."""
    return (await browser.get("/desk/")).headers.get("location") != "/desk/sign-in"


async def let_go(browser: httpx.AsyncClient, person: str) -> httpx.Response:
    """Of a colleague without cases."""
    address = f"/desk/leaving?person={person}"
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', (await browser.get(address)).text)
    fields = {"person": person, "to": "", "seen": seen}
    return await send_form(browser, address, fields, to="/desk/leaving")


async def test_an_invited_colleague_chooses_a_password_and_works(
    client, browsers, chief: NewColleague
):
    del chief
    fields = fields_of(reads="th")
    page = await send_form(client, "/desk/people", fields)
    code = _CODE.search(page.text)
    assert code
    assert code.group(1) not in (await client.get("/desk/people")).text
    browser = browsers()
    answer = await send_form(browser, "/desk/invitation", accepted(code.group(1)))
    assert answer.headers["location"] == "/desk/sign-in?joined=1"
    typed = {"email": fields["email"], "password": PASSWORD}
    assert (await send_form(browser, "/desk/sign-in", typed)).status_code == 303
    assert 'lang="th"' in (await browser.get("/desk/")).text


async def test_a_code_that_was_used_or_replaced_or_made_up_opens_nothing(
    client, browsers, chief: NewColleague
):
    del chief
    fields, browser = fields_of(), browsers()
    first = await send_form(client, "/desk/people", fields)
    (member,) = re.findall(
        rf'{fields["email"]}.*?name="staff" value="([^"]+)"', first.text, re.DOTALL
    )
    again = {"act": "invite_again", "staff": member}
    second = await send_form(client, "/desk/people", again)
    codes = [_CODE.search(page.text).group(1) for page in (first, second)]
    for code in (codes[0], "x" * 43, "", "\0", "ก"):
        answer = await send_form(browser, "/desk/invitation", accepted(code))
        assert answer.status_code == 422
        assert NO_INVITATION in visible(answer.text)
    assert (await send_form(browser, "/desk/invitation", accepted(codes[1]))).status_code == 303
    used = await send_form(browser, "/desk/invitation", accepted(codes[1]))
    assert NO_INVITATION in visible(used.text)


async def test_a_code_is_too_old_after_three_days(client, tools: Tools, office: NewOrganisation):
    new = NewColleague(office.id, "late@tl.example", "Late", Role.CASEWORKER, "en")
    async with transaction(tools.engine) as session:
        at = clock.now() - timedelta(days=3, minutes=1)
        code = await invite(session, new, Actor("operator"), at)
    answer = await send_form(client, "/desk/invitation", accepted(code))
    assert NO_INVITATION in visible(answer.text)


@pytest.mark.parametrize(
    ("passwords", "words"),
    [(("short", ""), "at least 12"), (("a" * 12, ""), "easy to guess"),
     (("x" * 201, ""), "too long"), ((PASSWORD, "another sentence"), "not the same"),
     (("weak.one 2026 weak.one", ""), "guess")],
)  # fmt: skip
async def test_a_weak_password_is_refused_and_the_code_still_works(
    client, tools: Tools, office: NewOrganisation, passwords: tuple[str, str], words: str
):
    email = f"weak.one@{time.monotonic_ns()}.example"
    new = NewColleague(office.id, email, "Weak", Role.CASEWORKER, "en")
    async with transaction(tools.engine) as session:
        code = await invite(session, new, Actor("operator"), clock.now())
    refused = await send_form(client, "/desk/invitation", accepted(code, *passwords))
    assert words in visible(refused.text)
    assert f'value="{code}"' in refused.text
    assert f'value="{passwords[0]}"' not in refused.text
    assert (await send_form(client, "/desk/invitation", accepted(code))).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no address"), ("email", "a@b.example\r\nBcc: x@y.example"), ("name", " "),
     ("name", "a\0b"), ("name", "n" * 201), ("role", "king"), ("role", "system_owner"),
     ("locale", "tlh"), ("locale", "en-XA")],
)  # fmt: skip
async def test_a_wrong_field_is_named_and_what_was_typed_stays(
    client, chief: NewColleague, field: str, value: str
):
    del chief
    answer = await send_form(client, "/desk/people", fields_of(**{field: value}))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert field == "name" or 'value="Mali"' in answer.text


async def test_somebody_who_has_an_account_cannot_be_invited_twice(client, chief: NewColleague):
    answer = await send_form(client, "/desk/people", fields_of(email=chief.email.upper()))
    assert answer.status_code == 422
    assert "This person already has an account." in visible(answer.text)


async def test_owners_people_never_work_on_complaints(client, tools: Tools):
    kind = OrganisationKind.SYSTEM_OWNER
    owner = await an_organisation(tools.engine, tools.keyring.master, kind=kind)
    await sign_in(client, await a_member(tools.engine, owner.id, Role.ADMINISTRATOR))
    for role, status in (("caseworker", 422), ("system_owner", 200)):
        answer = await send_form(client, "/desk/people", fields_of(role=role))
        assert answer.status_code == status


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
    answer = await send_form(client, "/desk/people", fields_of(email=member.email))
    assert _CODE.search(answer.text)
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
    await send_form(client, "/desk/people", fields_of())
    actions = administrator.execute(
        "SELECT action FROM events WHERE actor_id = %s ORDER BY at", (chief.id,)
    ).fetchall()
    wanted = ["joined", "signed_in", "sessions_ended", "cases_handed_over", "left", "invited"]
    assert actions == [(f"staff.{what}",) for what in wanted]
