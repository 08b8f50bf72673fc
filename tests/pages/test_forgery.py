"""Forms that another site sends, hosts that are not ours, sessions from elsewhere, empty tokens."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from html import unescape

import httpx
import pytest

from backend.accounts.actions import passwords
from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation, sign_in
from tests.factories.api import call
from tests.factories.filing import a_browser
from tests.factories.pages import FORM_HEADERS, app_of, send_form, visible

pytestmark = pytest.mark.battery("T17")
Counted = Callable[[str, int], None]
EVIL = "https://evil.example"
STALE = "1.2.3"
#: What a browser says of the site that sent a form, and the token in it: ours where it is None.
FORGERIES: dict[str, tuple[dict[str, str], str | None]] = {
    "another site, with our token": ({"Sec-Fetch-Site": "cross-site"}, None),
    "a neighbour, with our token": ({"Sec-Fetch-Site": "same-site"}, None),
    "two sites at once": ({"Sec-Fetch-Site": "same-origin, cross-site"}, None),
    "a site in capitals": ({"Sec-Fetch-Site": "CROSS-SITE"}, None),
    "another origin": ({"Origin": EVIL}, None),
    "an origin that begins as ours": ({"Origin": "http://127.0.0.1:8000.evil.example"}, None),
    "our origin at another port": ({"Origin": "http://127.0.0.1:9"}, None),
    "no token": (FORM_HEADERS, ""),
    "a forged token": (FORM_HEADERS, STALE),
    "a token cut short": (FORM_HEADERS, "cut"),
    "the token of another session": (FORM_HEADERS, "another's"),
    "no token and no word of the site": ({}, ""),
    "no origin and a forged token": ({"Origin": "null"}, STALE),
}
FORMS = {
    "/en/complain/story": {"country": "TH", "account": "Hello"},
    "/en/follow": {"receipt_code": "0" * 24},
    "/desk/sign-in": {"email": "a@b.example", "password": "x"},
    "/desk/invitation": {"invitation": "x", "password": "x"},
    "/desk/sign-out": {},
    "/desk/me": {"locale": "th"},
}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture(scope="module")
async def office(tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.fixture(scope="module")
async def staff(installation: Installation, tools: Tools, office) -> AsyncIterator[tuple]:
    """Two of them, each signed in."""
    async with a_browser(installation) as one, a_browser(installation) as other:
        for browser in (one, other):
            await sign_in(browser, await a_member(tools.engine, office.id, Role.CASEWORKER))
        yield one, other


async def token_in(browser: httpx.AsyncClient, address: str) -> str:
    shown = "/desk/me" if address == "/desk/sign-out" else address
    found = _TOKEN.search((await browser.get(shown)).text)
    assert found, address
    return unescape(found.group(1))


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_form_does_nothing(staff, name: str, address: str, counted: Counted):
    here, other = staff
    headers, forged = FORGERIES[name]
    own = await token_in(here, address)
    given = {"cut": own[:-1], "another's": await token_in(other, address), None: own}
    if forged == "another's" and not address.startswith("/desk/"):
        other.cookies.set("draft", "somebody's")
        given[forged] = await token_in(other, address) + "x"
    sent = FORMS[address] | {"csrf": given.get(forged, str(forged))}
    answer = await here.post(address, data=sent, headers=headers)
    assert answer.status_code == 403, visible(answer.text)[:300]
    assert "set-cookie" not in answer.headers
    assert (await here.get("/desk/me")).status_code == 200
    counted("forged forms", 1)


@pytest.mark.parametrize(("scheme", "forged"), [("https", False), ("http", True)])
async def test_where_all_is_encrypted_a_plain_page_of_our_name_is_a_forger(
    installation: Installation, scheme: str, forged: bool, counted: Counted
):
    settings = installation.settings.model_copy(update={"public_origin": "https://suara.example"})
    async with a_browser(replace(installation, settings=settings)) as browser:
        sent = FORMS["/en/follow"] | {"csrf": await token_in(browser, "/en/follow")}
        origin = {"Origin": f"{scheme}://suara.example"}
        answer = await browser.post("/en/follow", data=sent, headers=origin)
    assert (answer.status_code == 403) is forged
    counted("forged forms", int(forged))


HOSTS = (
    {"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"}, {"Host": "evil.example:8000"},
    {"Host": "127.0.0.1@evil.example"}, {"Host": "evil.example#127.0.0.1"}, {"Host": ""},
    {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Server": "evil.example"},
    {"X-Host": "evil.example"}, {"X-Original-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"}, {"X-Forwarded-Proto": "evil.example"},
    {"X-Original-URL": "/evil.example"}, {"X-Rewrite-URL": "/evil.example"},
    {"X-Forwarded-Prefix": "//evil.example"},
)  # fmt: skip


@pytest.mark.parametrize("headers", HOSTS, ids=str)
async def test_a_host_that_is_not_ours_is_in_no_answer(client, headers: dict, counted: Counted):
    for path in ("/", "/en/", "/en/complain", "/desk/", "/desk/sign-in", "/api/openapi.json"):
        answer = await client.get(path, headers=headers)
        named = "Host" in headers
        assert (answer.status_code == 421) == named, path
        assert "evil" not in answer.text + str(answer.headers)
    counted("hosts that are not ours", 1)


async def test_a_session_that_somebody_set_beforehand_is_not_taken_up(
    browsers, tools: Tools, office, counted: Counted
):
    member = await a_member(tools.engine, office.id, Role.CASEWORKER)
    for planted in ("x" * 43, ""):
        victim, thief = browsers(), browsers()
        for browser in (victim, thief):
            browser.cookies.set("staff", planted)
        victim.cookies.set("elsewhere", planted)
        await sign_in(victim, member)
        assert len(victim.cookies.get("staff", domain="127.0.0.1") or "") >= 43
        assert (await thief.get("/desk/")).headers["location"] == "/desk/sign-in"
    counted("sessions set beforehand", 2)


async def test_an_unknown_account_costs_as_many_hashes_and_says_the_same(
    browsers, tools: Tools, office, monkeypatch: pytest.MonkeyPatch, counted: Counted
):
    """What is counted is the work, so that no clock has to be read."""
    member = await a_member(tools.engine, office.id, Role.CASEWORKER)
    hashed: list[str] = []
    real = passwords._verify

    def noted(kept: str | None, password: str) -> bool:
        hashed.append(password)
        return real(kept, password)

    monkeypatch.setattr(passwords, "_verify", noted)
    said, emails = set(), (member.email, "nobody@example.org", "no address", "", "a" * 300)
    for number, email in enumerate(emails, 1):
        typed = {"email": email, "password": f"wrong {PASSWORD}"}
        answer = await send_form(browsers(), "/desk/sign-in", typed)
        shown = _TOKEN.sub("", answer.text).replace(f'value="{email}"', "")
        said.add((answer.status_code, re.sub(r'value="[^"]*"', "", shown)))
        assert len(hashed) == number
    assert len(said) == 1
    counted("accounts asked for", len(emails))


EMPTY = {
    "nothing": "", "a space": " ", "NUL": "\0", "brackets": "[]", "nought": "0", "null": "null",
    "a megabyte": "0" * 1_000_000, "a joker": "%", "an end of a query": "' OR ''='",
}  # fmt: skip


@pytest.mark.parametrize("name", EMPTY)
async def test_an_empty_token_opens_nothing(
    browsers, installation: Installation, office, name: str, counted: Counted
):
    token, tried = EMPTY[name], 0
    password = "a new long enough sentence"
    forms = {
        "/desk/invitation": {"invitation": token}, "/desk/reset": {"reset": token},
        "/en/follow": {"receipt_code": token}, "/en/follow/lost": {"receipt_code": token},
        "/desk/sign-in": {"email": "a@example.org", "password": token, "code": token},
    }  # fmt: skip
    for address, fields in forms.items():
        typed = {"password": password, "password_again": password} | fields
        answer = await send_form(browsers(), address, typed)
        assert answer.status_code == 422, address
        assert "set-cookie" not in answer.headers
        tried += 1
    for path, more in (("/follow", {}), ("/follow/messages", {"text": "a"}), ("/follow/acts",
                       {"act": "erase"})):  # fmt: skip
        answer = await call(browsers(), path, {"receipt_code": token} | more)
        assert answer.status_code == 422, path
        tried += 1
    if token.isprintable() and len(token) < 1_000 and '"' not in token:
        tried += await cookies_open_nothing(installation, token)
    counted("empty tokens", tried)


async def cookies_open_nothing(installation: Installation, token: str) -> int:
    """Each of our cookies holds it."""
    transport = httpx.ASGITransport(app=app_of(installation))
    address, cookies = installation.settings.public_origin, ("staff", "follow", "draft")
    async with httpx.AsyncClient(transport=transport, base_url=address) as browser:
        for path in ("/desk/", "/desk/me", "/en/follow/case", "/en/complain/check"):
            sent = {"Cookie": "; ".join(f"{name}={token}" for name in cookies)}
            assert (await browser.get(path, headers=sent)).status_code == 303, path
    return 4
