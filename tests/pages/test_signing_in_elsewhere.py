"""Signing in with the account of the house: the road, and everything that must not be one."""

import dataclasses
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import psycopg
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from backend import clock
from backend.accounts.actions import asking_provider
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague, invite
from backend.accounts.rules import Role
from backend.app import BOTH, create_app
from backend.audit.actions import Actor
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.identity_provider import (
    CLIENT,
    SECRET,
    IdentityProvider,
    Person,
    key_named,
    serving,
    set_out,
    unsigned,
)
from tests.factories.pages import send_form, visible

REFUSED = "Signing in with the account of your organisation did not work."
SETTINGS = "/desk/people/provider"


@dataclass
class House:
    """An office with its provider, and somebody who is invited to it."""

    office: NewOrganisation
    provider: IdentityProvider
    invited: NewColleague
    person: Person

    @property
    def slug(self) -> str:
        return self.office.slug

    def back(self) -> str:
        return f"/desk/sign-in/with/{self.slug}/back"


async def a_house(tools: Tools, browser: httpx.AsyncClient, provider: IdentityProvider) -> House:
    office = await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")
    await sign_in(browser, await a_member(tools.engine, office.id, Role.ADMINISTRATOR))
    fields = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET}
    answer = await send_form(browser, SETTINGS, fields | {"demands": "mfa otp", "active": "yes"})
    assert answer.status_code == 303, visible(answer.text)
    email = f"somebody-{office.slug}@example.org"
    new = NewColleague(office.id, email, "Somebody", Role.CASEWORKER, "en")
    async with transaction(tools.engine, organisation=office.id) as session:
        await invite(session, new, Actor("operator"), clock.now())
    return House(office, provider, new, Person(f"sub-{office.slug}", email))


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with serving(IdentityProvider()) as served:
        yield served


@pytest.fixture
async def house(tools: Tools, browsers, provider: IdentityProvider) -> House:
    return await a_house(tools, browsers(), provider)


async def comes_back(browser: httpx.AsyncClient, house: House, **changes: str) -> httpx.Response:
    """There, in, and back, where the way back may be changed."""
    address = house.provider.consent(await set_out(browser, house.slug), house.person)
    parts = urlsplit(address)
    came = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return await browser.get(f"{parts.path}?{urlencode({n: v for n, v in came.items() if v})}")


def is_in(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"] == "/desk/"


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


def hmac_with_public_key(header: dict, claims: dict) -> str:
    """Whoever reads the published key signs with it as a shared secret."""
    secret = OctKey.import_key(key_named("ours").as_pem(private=False))
    return jwt.encode(header | {"alg": "HS256"}, claims, secret, ["HS256"])


NOW = int(clock.now().timestamp())
THEIRS = key_named("theirs").as_dict(private=False)
LIES: dict[str, dict] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "the issuer with a slash": {"claims": {"iss": "http://127.0.0.1/"}},
    "for somebody else": {"claims": {"aud": "another"}},
    "for nobody": {"claims": {"aud": None}},
    "for many, issued to nobody": {"claims": {"aud": [CLIENT, "another"]}},
    "for many, issued to another": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
    "for us, issued to another": {"claims": {"azp": "another"}},
    "another nonce": {"claims": {"nonce": "x" * 64}},
    "without a nonce": {"claims": {"nonce": None}},
    "expired": {"claims": {"exp": NOW - 3600}},
    "without an end": {"claims": {"exp": None}},
    "not yet valid": {"claims": {"nbf": NOW + 3600}},
    "issued tomorrow": {"claims": {"iat": NOW + 86400, "exp": NOW + 90000}},
    "issued yesterday": {"claims": {"iat": NOW - 86400}},
    "with a password alone": {"claims": {"amr": ["pwd"]}},
    "without saying how": {"claims": {"amr": None}},
    "how, as a text": {"claims": {"amr": "mfa"}},
    "without a subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that nothing can store": {"claims": {"sub": "a\0b"}},
    "a subject without end": {"claims": {"sub": "x" * 256}},
    "an address that nothing can store": {"claims": {"email": "a\0@b.example"}},
    "a number for a subject": {"claims": {"sub": 7}},
    "unsigned": {"header": {"alg": "none"}, "sign": unsigned},
    "unsigned, in capitals": {"header": {"alg": "NONE"}, "sign": unsigned},
    "signed with the public key as a secret": {"sign": hmac_with_public_key},
    "signed by another under our name": {"key": "theirs"},
    "with its own key": {"key": "theirs", "header": {"jwk": THEIRS}},
    "with the address of its own key": {"key": "theirs", "header": {"jku": "https://evil.example"}},
    "ours, with a key beside it": {"header": {"jwk": THEIRS}},
    "an address that nobody checked": {"claims": {"email_verified": False}},
    "an address checked by a text": {"claims": {"email_verified": "true"}},
    "nobody who is invited": {"claims": {"email": "stranger@example.org"}},
    "metadata of another issuer": {"metadata": {"issuer": "https://evil.example"}},
    "keys over plain http elsewhere": {"metadata": {"jwks_uri": "http://192.0.2.1/keys"}},
    "codes without a challenge": {"metadata": {"code_challenge_methods_supported": ["plain"]}},
    "another issuer on the way back": {"back": {"iss": "https://evil.example"}},
    "endless keys": {"mischief": "huge"},
    "very many keys": {"mischief": "many"},
    "a redirect for a token": {"mischief": "redirect"},
    "an answer that never ends": {"mischief": "slow"},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_provider_that_lies_lets_nobody_in(browsers, house: House, monkeypatch, lie: str):
    """Said after setting out, except where the metadata themselves are the lie."""
    monkeypatch.setattr(asking_provider, "LONGEST", 1.0 if lie.startswith("an answer") else 5.0)
    browser = browsers()
    address = house.provider.consent(await set_out(browser, house.slug), house.person)
    for name, value in LIES[lie].items():
        setattr(house.provider, name, value)
    if "back" in LIES[lie]:
        address += "&" + urlencode(LIES[lie]["back"])
    answer = await browser.get(address)
    assert answer.status_code == 422
    assert REFUSED in visible(answer.text)
    assert "staff=" not in str(answer.headers.get_list("set-cookie"))
    assert (await browser.get("/desk/")).headers["location"] == "/desk/sign-in"


Attack = Callable[[House, Callable[[], httpx.AsyncClient]], Awaitable[httpx.Response]]


async def wrong_state(house: House, browsers) -> httpx.Response:
    return await comes_back(browsers(), house, state="x" * 64)


async def no_state(house: House, browsers) -> httpx.Response:
    return await comes_back(browsers(), house, state="")


async def no_code(house: House, browsers) -> httpx.Response:
    return await comes_back(browsers(), house, code="")


async def refused_there(house: House, browsers) -> httpx.Response:
    return await comes_back(browsers(), house, error="access_denied")


async def anothers_way_back(house: House, browsers) -> httpx.Response:
    """Signing somebody in as the attacker: a link with the attacker's code and state."""
    address = house.provider.consent(await set_out(browsers(), house.slug), house.person)
    return await browsers().get(address)


async def anothers_way_back_while_on_the_way(house: House, browsers) -> httpx.Response:
    victim = browsers()
    await set_out(victim, house.slug)
    address = house.provider.consent(await set_out(browsers(), house.slug), house.person)
    return await victim.get(address)


async def anothers_code_with_ones_own_state(house: House, browsers) -> httpx.Response:
    victim = browsers()
    own = parse_qs(urlsplit(await set_out(victim, house.slug)).query)["state"][0]
    address = house.provider.consent(await set_out(browsers(), house.slug), house.person)
    code = parse_qs(urlsplit(address).query)["code"][0]
    return await victim.get(house.back() + "?" + urlencode({"code": code, "state": own}))


async def the_same_way_back_again(house: House, browsers) -> httpx.Response:
    browser = browsers()
    there = await set_out(browser, house.slug)
    kept = browser.cookies["elsewhere"]
    assert is_in(await browser.get(house.provider.consent(there, house.person)))
    again = browsers()
    again.cookies.set("elsewhere", kept)
    return await again.get(house.provider.consent(there, house.person))


async def a_code_for_another_address(house: House, browsers) -> httpx.Response:
    """``redirect_uri`` was changed on the way to the provider."""
    browser = browsers()
    there = await set_out(browser, house.slug)
    address = house.provider.consent(
        there.replace("redirect_uri=http", "redirect_uri=https"), house.person
    )
    parts = urlsplit(address)
    return await browser.get(f"{parts.path}?{parts.query}")


ATTACKS: tuple[Attack, ...] = (
    wrong_state, no_state, no_code, refused_there, anothers_way_back,
    anothers_way_back_while_on_the_way, anothers_code_with_ones_own_state,
    the_same_way_back_again, a_code_for_another_address,
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
async def test_an_attack_on_the_way_lets_nobody_in(browsers, house: House, attack: Attack):
    answer = await attack(house, browsers)
    assert answer.status_code == 422, answer.headers
    assert "staff=" not in str(answer.headers.get_list("set-cookie"))


def test_more_than_twenty_attacks_are_tried():
    assert len(LIES) + len(ATTACKS) >= 45


async def test_a_way_that_took_too_long_is_over(browsers, house: House, administrator):
    browser = browsers()
    address = house.provider.consent(await set_out(browser, house.slug), house.person)
    administrator.execute(
        "UPDATE sign_ins_elsewhere SET started_at = started_at - interval '11 minutes'"
    )
    assert (await browser.get(address)).status_code == 422


async def test_the_same_address_at_another_provider_is_somebody_else(
    tools: Tools, browsers, house: House
):
    assert is_in(await comes_back(browsers(), house))
    with serving(IdentityProvider()) as evil:
        other = await a_house(tools, browsers(), evil)
        other.person = Person(house.person.subject, house.person.email)
        assert (await comes_back(browsers(), other)).status_code == 422


async def test_one_provider_for_two_offices_lets_people_into_their_own_only(
    tools: Tools, browsers, house: House
):
    """The issuer and the subject are right; the office is another."""
    other = await a_house(tools, browsers(), house.provider)
    assert is_in(await comes_back(browsers(), house))
    other.person = house.person
    assert (await comes_back(browsers(), other)).status_code == 422
    browser = browsers()
    there = house.provider.consent(await set_out(browser, house.slug), house.person)
    crossed = there.replace(house.slug, other.slug)
    assert (await browser.get(crossed)).status_code == 422


async def test_whoever_has_a_password_is_never_linked_by_an_address(
    tools: Tools, browsers, house: House
):
    member = await a_member(tools.engine, house.office.id, Role.SUPERVISOR)
    house.person = Person("sub-taking-over", member.email)
    assert (await comes_back(browsers(), house)).status_code == 422


async def test_whoever_left_is_out_and_stays_out(
    browsers, house: House, administrator: psycopg.Connection
):
    browser = browsers()
    assert is_in(await comes_back(browser, house))
    administrator.execute("UPDATE staff SET left_at = now() WHERE id = %s", (house.invited.id,))
    assert (await browser.get("/desk/")).headers["location"] == "/desk/sign-in"
    assert (await comes_back(browsers(), house)).status_code == 422


@pytest.mark.parametrize("way", ["", "/back", "/back?code=x&state=y"])
async def test_without_a_provider_there_is_no_such_page(
    tools: Tools, browsers, house: House, administrator: psycopg.Connection, way: str
):
    """Case 22 of the battery: unset, switched off and unknown are the same 404."""
    without = await an_organisation(tools.engine, tools.keyring.master)
    administrator.execute(
        "UPDATE identity_providers SET active = false WHERE organisation_id = %s",
        (house.office.id,),
    )
    for slug in (without.slug, house.slug, "nobody", "..x", "%00"):
        assert (await browsers().get(f"/desk/sign-in/with/{slug}{way}")).status_code == 404, slug


async def test_headers_that_name_somebody_are_not_read(browsers, house: House):
    names = ("X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Forwarded-Email",
             "X-Auth-Request-Email", "X-SSL-Client-S-DN", "Authorization")  # fmt: skip
    for name in names:
        answer = await browsers().get("/desk/", headers={name: house.invited.email})
        assert answer.headers["location"] == "/desk/sign-in", name


async def test_after_signing_in_the_way_leads_to_the_desk_whatever_is_asked(browsers, house: House):
    more = {"next": "//evil.example", "redirect_uri": "https://evil.example", "return_to": "//x"}
    assert (await comes_back(browsers(), house, **more)).headers["location"] == "/desk/"


async def test_the_host_that_a_request_names_is_in_no_address(browsers, house: House):
    for host in ("evil.example", "127.0.0.1:8000.evil.example"):
        headers = {"Host": host, "X-Forwarded-Host": host}
        answer = await browsers().get(f"/desk/sign-in/with/{house.slug}", headers=headers)
        assert answer.status_code in {303, 421}
        assert "evil" not in answer.headers.get("location", "")


async def test_another_site_cannot_set_somebody_on_the_way(browsers, house: House):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await browsers().get(f"/desk/sign-in/with/{house.slug}", headers=headers)
    assert answer.status_code == 403


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
