"""Attacks on the way to a provider of identities and back, and by whoever it knows."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation
from tests.factories.identity_provider import IdentityProvider, Person, serving, set_out
from tests.factories.provider_house import House, a_house, comes_back, is_in

pytestmark = pytest.mark.battery("T17")

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
async def test_an_attack_on_the_way_lets_nobody_in(
    browsers, house: House, attack: Attack, counted: Callable
):
    answer = await attack(house, browsers)
    assert answer.status_code == 422, answer.headers
    assert "staff=" not in str(answer.headers.get_list("set-cookie"))
    counted("attacks on the way to a provider", 1)


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
