"""Lost passwords and phones: one asks, another approves, a code works once."""

import asyncio
import re

import httpx
import psycopg
import pytest

from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import PASSWORD, a_member, an_organisation, sign_in
from tests.factories.pages import send_form, visible
from tests.factories.second_factor import set_up_phone

PAGE = "/desk/colleagues"
NEW = "another long sentence"
UNKNOWN = "This code is not known, has been used, or is older than one day."
_CODE = re.compile(r'class="code"><bdi dir="ltr">([^<]+)<')


@pytest.fixture
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")


@pytest.fixture
async def people(tools: Tools, browsers, office: NewOrganisation) -> dict:
    """Role → person and browser, signed in."""
    found = {}
    for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR):
        member, browser = await a_member(tools.engine, office.id, role), browsers()
        await sign_in(browser, member)
        found[role.value] = (member, browser)
    return found


async def asked(people: dict, what: str = "password") -> None:
    fields = {"act": f"reset_{what}", "staff": str(people["caseworker"][0].id)}
    assert (await send_form(people["supervisor"][1], PAGE, fields)).status_code == 303


async def settled(browser: httpx.AsyncClient, act: str = "approve") -> httpx.Response:
    waiting = re.findall(r'name="reset" value="([^"]+)"', (await browser.get(PAGE)).text)
    return await send_form(browser, PAGE, {"act": act, "reset": waiting[0]})


async def approved(people: dict, what: str = "password") -> str:
    await asked(people, what)
    code = _CODE.search((await settled(people["administrator"][1])).text)
    assert code
    return code[1]


async def used(browser: httpx.AsyncClient, code: str, password: str = NEW) -> httpx.Response:
    fields = {"reset": code, "password": password, "password_again": password}
    return await send_form(browser, "/desk/reset", fields)


async def gets_in(browser: httpx.AsyncClient, email: str, password: str, code: str = "") -> bool:
    typed = {"email": email, "password": password, "code": code}
    return (await send_form(browser, "/desk/sign-in", typed)).status_code == 303


async def test_a_new_password_needs_two_and_signs_its_owner_out(browsers, people: dict):
    member, browser = people["caseworker"]
    code = await approved(people)
    assert (await browser.get("/desk/")).headers["location"] == "/desk/sign-in"
    assert (await used(browsers(), code)).headers["location"] == "/desk/sign-in?reset=1"
    assert not await gets_in(browsers(), member.email, PASSWORD)
    assert await gets_in(browsers(), member.email, NEW)


async def test_a_new_second_factor_leaves_the_password(browsers, people: dict):
    member, browser = people["caseworker"]
    await set_up_phone(browser)
    assert not await gets_in(browsers(), member.email, PASSWORD)
    code = await approved(people, "second_factor")
    assert (await used(browsers(), code, "")).status_code == 303
    assert await gets_in(browsers(), member.email, PASSWORD)


async def test_nobody_approves_what_they_asked_or_what_is_their_own(
    tools: Tools, browsers, office: NewOrganisation, people: dict
):
    await asked(people)
    assert (await settled(people["supervisor"][1])).status_code == 403
    own = {"act": "reset_password", "staff": str(people["supervisor"][0].id)}
    assert (await send_form(people["supervisor"][1], PAGE, own)).status_code == 403
    await send_form(people["administrator"][1], PAGE, own)
    page = (await people["supervisor"][1].get(PAGE)).text
    for reset in re.findall(r'name="reset" value="([^"]+)"', page):
        fields = {"act": "approve", "reset": reset}
        assert (await send_form(people["supervisor"][1], PAGE, fields)).status_code == 403


async def test_the_database_too_wants_two_people(people: dict, administrator: psycopg.Connection):
    await asked(people)
    member, chief = people["caseworker"][0], people["supervisor"][0]
    for whoever in (member.id, chief.id):
        with pytest.raises(psycopg.errors.CheckViolation):
            administrator.execute(
                "UPDATE resets SET approved_by = %s WHERE staff_id = %s", (whoever, member.id)
            )


@pytest.mark.parametrize("token", ["", " ", "\0", "[]", "0", "null", "x" * 43, "9" * 10**6])
async def test_an_empty_or_made_up_code_opens_nothing_on_any_way(
    browsers, people: dict, token: str
):
    """Case 3 of the battery. Somebody waits, so that there is an empty hash to find."""
    await asked(people)
    ways = {"/desk/reset": "reset", "/desk/invitation": "invitation"}
    for address, field in ways.items():
        fields = {field: token, "password": NEW, "password_again": NEW}
        answer = await send_form(browsers(), address, fields)
        assert answer.status_code in {413, 422}, address
        assert "set-cookie" not in answer.headers
    for person, _ in people.values():
        assert not await gets_in(browsers(), person.email, NEW)


@pytest.mark.battery("T19")
async def test_a_code_works_once_even_for_sixteen_at_once(browsers, people: dict):
    code = await approved(people)
    answers = await asyncio.gather(*(used(browsers(), code) for _ in range(16)))
    assert sorted(a.status_code for a in answers) == [303] + [422] * 15
    assert UNKNOWN in visible((await used(browsers(), code)).text)


async def test_every_way_obeys_the_end_of_a_code(browsers, people: dict, administrator):
    """Case 4 of the battery: nor is the code of a reset one of an invitation."""
    code = await approved(people)
    fields = {"invitation": code, "password": NEW, "password_again": NEW}
    assert (await send_form(browsers(), "/desk/invitation", fields)).status_code == 422
    administrator.execute("UPDATE resets SET expires_at = now() - interval '1 minute'")
    assert UNKNOWN in visible((await used(browsers(), code)).text)


async def test_a_weak_password_leaves_the_code_as_it_was(browsers, people: dict):
    code = await approved(people)
    for weak in ("short", "", "a" * 12):
        assert (await used(browsers(), code, weak)).status_code == 422
    assert (await used(browsers(), code)).status_code == 303


async def test_whoever_left_uses_no_code(browsers, people: dict):
    code = await approved(people)
    person = str(people["caseworker"][0].id)
    page = (await people["administrator"][1].get(f"/desk/leaving?person={person}")).text
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    fields = {"person": person, "to": "", "seen": seen}
    chief = people["administrator"][1]
    answer = await send_form(chief, f"/desk/leaving?person={person}", fields, to="/desk/leaving")
    assert answer.status_code == 303
    assert (await used(browsers(), code)).status_code == 422


async def test_a_refused_reset_is_over(people: dict):
    await asked(people)
    assert (await settled(people["administrator"][1], "refuse")).status_code == 303
    assert 'name="reset"' not in (await people["supervisor"][1].get(PAGE)).text


async def test_another_office_sees_and_settles_nothing(tools: Tools, browsers, people: dict):
    await asked(people)
    waiting = re.findall(
        r'name="reset" value="([^"]+)"', (await people["administrator"][1].get(PAGE)).text
    )
    elsewhere = await an_organisation(tools.engine, tools.keyring.master)
    stranger = browsers()
    await sign_in(stranger, await a_member(tools.engine, elsewhere.id, Role.ADMINISTRATOR))
    for act in ("approve", "refuse"):
        fields = {"act": act, "reset": waiting[0]}
        assert (await send_form(stranger, PAGE, fields)).status_code == 404
    foreign = {"act": "reset_password", "staff": str(people["caseworker"][0].id)}
    assert (await send_form(stranger, PAGE, foreign)).status_code == 404


async def test_the_record_and_the_mail_tell_of_it_and_never_the_code(
    people: dict, administrator: psycopg.Connection
):
    code, person = await approved(people), people["caseworker"][0]
    said = administrator.execute(
        "SELECT action FROM events WHERE facts->>'staff' = %s ORDER BY at", (str(person.id),)
    ).fetchall()
    assert [a for (a,) in said][-2:] == ["staff.reset_asked", "staff.reset_approved"]
    (mail,) = administrator.execute(
        "SELECT o.*::text FROM outbox o WHERE staff_id = %s AND template = 'reset'", (person.id,)
    ).fetchone()
    kept = administrator.execute("SELECT r.*::text FROM resets r").fetchall()
    assert code not in mail + str(kept)
