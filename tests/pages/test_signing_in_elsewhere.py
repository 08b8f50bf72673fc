"""Signing in with the account of the house: the road, and how it is set up."""

import dataclasses
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.queries.on_call import on_call
from backend.accounts.rules import Role
from backend.app import BOTH, create_app
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.identity_provider import CLIENT, SECRET, set_out
from tests.factories.pages import send_form
from tests.factories.provider_house import SETTINGS, House, comes_back, is_in


async def test_the_invited_are_linked_once_and_known_by_their_subject_from_then_on(
    browsers, house: House, administrator: psycopg.Connection
):
    assert is_in(await comes_back(browsers(), house))
    house.person.email = "another@example.org"
    browser = browsers()
    assert is_in(await comes_back(browser, house))
    assert (await browser.get("/desk/me")).status_code == 200
    linked = administrator.execute(
        "SELECT subject, used_at IS NOT NULL FROM identities JOIN invitations USING (staff_id)"
        " WHERE staff_id = %s", (house.invited.id,)
    ).fetchall()  # fmt: skip
    assert linked == [(house.person.subject, True)]


async def test_whoever_came_from_a_provider_needs_no_app(installation, house: House):
    """The provider said that it asked for a second factor."""
    needed = dataclasses.replace(installation, second_factor_needed=True)
    transport = httpx.ASGITransport(app=create_app(BOTH, needed))
    address = installation.settings.public_origin
    async with httpx.AsyncClient(transport=transport, base_url=address) as browser:
        assert is_in(await comes_back(browser, house))
        assert (await browser.get("/desk/")).status_code == 200


async def test_what_is_asked_has_a_challenge_and_comes_back_to_the_settings_address(
    browsers, house: House, installation
):
    asked = parse_qs(urlsplit(await set_out(browsers(), house.slug)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert min(len(asked[name][0]) for name in ("code_challenge", "state", "nonce")) >= 43
    assert asked["redirect_uri"] == [installation.settings.desk + house.back()]
    again = parse_qs(urlsplit(await set_out(browsers(), house.slug)).query)
    assert all(asked[n] != again[n] for n in ("code_challenge", "state", "nonce"))


async def test_the_secret_lies_sealed_is_never_shown_and_never_goes_to_a_new_issuer(
    tools: Tools, browsers, house: House, administrator: psycopg.Connection
):
    chief = browsers()
    await sign_in(chief, await a_member(tools.engine, house.office.id, Role.ADMINISTRATOR))
    assert SECRET not in (await chief.get(SETTINGS)).text
    rows = administrator.execute("SELECT sealed_client_secret FROM identity_providers").fetchall()
    assert all(SECRET.encode() not in bytes(sealed) for (sealed,) in rows)
    kept = {"issuer": house.provider.issuer, "client_id": CLIENT, "demands": "mfa", "active": "yes"}
    assert (await send_form(chief, SETTINGS, kept)).status_code == 303
    moved = kept | {"issuer": "https://evil.example"}
    assert (await send_form(chief, SETTINGS, moved)).status_code == 422
    assert is_in(await comes_back(browsers(), house))


@pytest.mark.parametrize(
    "issuer",
    ["http://login.example.org", "https://u:p@login.example.org", "https://x.example/?a=b", "file:///etc",
     "http://127.0.0.1.evil.example", "http://10.0.0.1", "javascript:x", "https://", "x"],
)  # fmt: skip
async def test_an_unusable_issuer_is_named(tools: Tools, browsers, house: House, issuer: str):
    chief = browsers()
    await sign_in(chief, await a_member(tools.engine, house.office.id, Role.ADMINISTRATOR))
    fields = {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "demands": "mfa"}
    answer = await send_form(chief, SETTINGS, fields)
    assert answer.status_code == 422
    assert re.search('id="issuer"[^>]*aria-invalid', answer.text)
    assert SECRET not in answer.text


async def test_whoever_joined_with_the_account_of_the_house_is_a_colleague_like_others(
    tools: Tools, browsers, house: House
):
    """Named on call, told by mail, handed over from when they leave: without a password of ours."""
    assert is_in(await comes_back(browsers(), house))
    chief = browsers()
    await sign_in(chief, await a_member(tools.engine, house.office.id, Role.SUPERVISOR))
    answer = await send_form(chief, "/desk/on-call", {"on_call": str(house.invited.id)})
    assert answer.status_code == 303
    async with transaction(tools.engine, organisation=house.office.id) as session:
        called = await on_call(session, house.office.id, clock.now().date())
        assert [m.id for m in called] == [house.invited.id]
    keeper = browsers()
    await sign_in(keeper, await a_member(tools.engine, house.office.id, Role.ADMINISTRATOR))
    assert (
        f'href="/desk/leaving?person={house.invited.id}"' in (await keeper.get("/desk/people")).text
    )
