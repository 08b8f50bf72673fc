"""Invitations: whoever gets one chooses a password and works."""

import re
import time
from datetime import timedelta

import httpx
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague, invite
from backend.accounts.rules import OrganisationKind, Role
from backend.audit.actions import Actor
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import CODE, PASSWORD, a_member, an_organisation, invited, sign_in
from tests.factories.pages import send_form, visible

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


def accepted(code: str, password: str = PASSWORD, again: str = "") -> dict[str, str]:
    return {"invitation": code, "password": password, "password_again": again or password}


async def test_an_invited_colleague_chooses_a_password_and_works(
    client, browsers, chief: NewColleague
):
    del chief
    fields = invited(reads="th")
    page = await send_form(client, "/desk/people", fields)
    code = CODE.search(page.text)
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
    fields, browser = invited(), browsers()
    first = await send_form(client, "/desk/people", fields)
    (member,) = re.findall(
        rf'{fields["email"]}.*?name="staff" value="([^"]+)"', first.text, re.DOTALL
    )
    again = {"act": "invite_again", "staff": member}
    second = await send_form(client, "/desk/people", again)
    codes = [CODE.search(page.text).group(1) for page in (first, second)]
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
    answer = await send_form(client, "/desk/people", invited(**{field: value}))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert field == "name" or 'value="Mali"' in answer.text


async def test_somebody_who_has_an_account_cannot_be_invited_twice(client, chief: NewColleague):
    answer = await send_form(client, "/desk/people", invited(email=chief.email.upper()))
    assert answer.status_code == 422
    assert "This person already has an account." in visible(answer.text)


async def test_owners_people_never_work_on_complaints(client, tools: Tools):
    kind = OrganisationKind.SYSTEM_OWNER
    owner = await an_organisation(tools.engine, tools.keyring.master, kind=kind)
    await sign_in(client, await a_member(tools.engine, owner.id, Role.ADMINISTRATOR))
    for role, status in (("caseworker", 422), ("system_owner", 200)):
        answer = await send_form(client, "/desk/people", invited(role=role))
        assert answer.status_code == status
