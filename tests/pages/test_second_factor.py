"""Codes of an app: demanded of everybody, taken once, never seen by another person."""

import asyncio
import dataclasses

import httpx
import psycopg
import pytest

from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.app import BOTH, Installation, install_from_settings
from backend.sealing.tools import Tools
from backend.settings import settings
from tests.factories.accounts import PASSWORD, a_member, an_organisation, sign_in
from tests.factories.pages import app_of, send_form, visible
from tests.factories.second_factor import PAGE, later, offered, set_up_phone, time_passes

WRONG = "The e-mail address, the password or the code is not right."


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")


@pytest.fixture
async def member(tools: Tools, office: NewOrganisation):
    return await a_member(tools.engine, office.id, Role.CASEWORKER)


@pytest.fixture(scope="module")
async def strict(installation: Installation):
    """Browsers at an installation as it is outside the demonstration."""
    needed = dataclasses.replace(installation, second_factor_needed=True)
    transport = httpx.ASGITransport(app=app_of(needed))
    address = installation.settings.public_origin
    return lambda: httpx.AsyncClient(transport=transport, base_url=address)


async def tried(browser: httpx.AsyncClient, email: str, code: str, password: str = PASSWORD):
    typed = {"email": email, "password": password, "code": code}
    return await send_form(browser, "/desk/sign-in", typed)


@pytest.mark.parametrize("demonstration", [True, False])
def test_only_the_demonstration_leaves_it_out(
    monkeypatch, installation: Installation, demonstration: bool
):
    monkeypatch.setenv("SUARA_DATA_DIR", str(installation.settings.data_dir))
    monkeypatch.setenv("SUARA_DEMONSTRATION", str(demonstration).lower())
    monkeypatch.setattr("backend.app.address_of_door", lambda *_: "postgresql+psycopg://x@h/d")
    settings.cache_clear()
    assert install_from_settings(BOTH).second_factor_needed is not demonstration
    settings.cache_clear()


async def test_nothing_opens_before_it_is_set_up(strict, member):
    browser = strict()
    await sign_in(browser, member)
    for address in ("/desk/", "/desk/me", "/desk/people", "/desk/record", "/desk/nothing"):
        answer = await browser.get(address)
        assert answer.status_code == 404 or answer.headers["location"] == PAGE, address
    page = await browser.get(PAGE)
    assert "/desk/translations" not in page.text
    before = browser.cookies["staff"]
    await set_up_phone(browser)
    assert (await browser.get("/desk/")).status_code == 200
    stolen = strict()
    stolen.cookies.set("staff", before)
    assert (await stolen.get("/desk/")).headers["location"] == "/desk/sign-in"


async def test_from_then_on_the_password_alone_is_not_enough(client, member, administrator):
    await sign_in(client, member)
    phone = await set_up_phone(client)
    time_passes(administrator, member.id)
    codes = ("", "000000", "12345", "1234567", "abcdef", "\0", "[]", "0", "9" * 10**6)
    for code in (*codes, phone.code(later(3)), phone.code(later(-3))):
        answer = await tried(client, member.email, code)
        assert answer.status_code in {413, 422}, code[:10]
        assert answer.status_code == 413 or WRONG in visible(answer.text)
    assert (await tried(client, member.email, phone.code(), "wrong")).status_code == 422
    assert (await tried(client, member.email, phone.code())).status_code == 303


async def test_a_code_is_taken_once_and_an_older_one_never_after_it(client, member, administrator):
    await sign_in(client, member)
    phone = await set_up_phone(client)
    assert (await tried(client, member.email, phone.code())).status_code == 422
    time_passes(administrator, member.id)
    assert (await tried(client, member.email, phone.code(later(1)))).status_code == 303
    for steps in (1, 0, -1):
        assert (await tried(client, member.email, phone.code(later(steps)))).status_code == 422


@pytest.mark.battery("T19")
async def test_of_sixteen_at_once_with_the_same_code_one_gets_in(
    client, browsers, member, administrator
):
    await sign_in(client, member)
    phone = await set_up_phone(client)
    time_passes(administrator, member.id)
    code, many = phone.code(), [browsers() for _ in range(16)]
    answers = await asyncio.gather(*(tried(browser, member.email, code) for browser in many))
    assert sorted(a.status_code for a in answers) == [303] + [422] * 15


async def test_it_may_be_typed_in_groups_and_in_other_digits(client, member, administrator):
    await sign_in(client, member)
    phone = await set_up_phone(client)
    for digits in ("၀၁၂၃၄၅၆၇၈၉", "๐๑๒๓๔๕๖๗๘๙"):
        time_passes(administrator, member.id)
        code = phone.code().translate(str.maketrans("0123456789", digits))
        assert (await tried(client, member.email, f" {code[:3]} {code[3:]} ")).status_code == 303


async def test_nobody_sets_up_a_secret_that_was_offered_to_another(
    client, browsers, tools: Tools, office: NewOrganisation, member
):
    """Case 26 of the battery: the person is the session's, whatever the form says."""
    other, browser = await a_member(tools.engine, office.id, Role.CASEWORKER), browsers()
    await sign_in(client, member)
    await sign_in(browser, other)
    phone, carried = offered((await browser.get(PAGE)).text)
    for secret in (carried, "", "00", "zz", carried[:-2] + "00"):
        fields = {"secret": secret, "code": phone.code(), "staff": str(other.id)}
        assert (await send_form(client, PAGE, fields)).status_code == 422
    assert (await tried(browsers(), other.email, "")).status_code == 303


async def test_there_is_no_second_one_without_a_reset(client, member):
    await sign_in(client, member)
    phone, carried = offered((await client.get(PAGE)).text)
    await set_up_phone(client)
    token = await send_form(client, "/desk/me", {"secret": carried, "code": phone.code()}, to=PAGE)
    assert token.status_code == 409
    assert "qr" not in (await client.get(PAGE)).text


async def test_the_secret_lies_sealed(client, member, administrator: psycopg.Connection):
    await sign_in(client, member)
    phone = await set_up_phone(client)
    (row,) = administrator.execute(
        "SELECT sealed_secret FROM second_factors WHERE staff_id = %s", (member.id,)
    ).fetchone()
    assert phone.secret.encode() not in bytes(row)
