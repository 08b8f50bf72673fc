"""A colleague leaves: their cases go on."""

import re

import pytest

from backend.accounts.rules import Role
from backend.triage.rules.handing_over import sign_of_plan
from tests.factories.accounts import PASSWORD, a_member, an_organisation
from tests.factories.leaving import Office
from tests.factories.pages import send_form, visible

COLLEAGUES = "/desk/colleagues"


@pytest.fixture
def office(leavers_office: Office) -> Office:
    return leavers_office


@pytest.mark.parametrize("by", ["chief", "keeper"])
async def test_all_cases_go_to_one_person_in_one_step(office: Office, by: str):
    answer = await office.let_go(by, office.id("other"))
    assert answer.headers["location"] == COLLEAGUES
    assert office.held() == {"other": 4}
    away = await office.browser("leaver").get("/desk/")
    assert away.headers["location"] == "/desk/sign-in"
    typed = {"email": office.people["leaver"][0].email, "password": PASSWORD}
    assert (await send_form(office.browser("leaver"), "/desk/sign-in", typed)).status_code == 422


async def test_or_to_all_by_language_and_load_as_the_preview_says(office: Office):
    address = f"/desk/leaving?person={office.id('leaver')}&to=everybody"
    preview = visible((await office.browser("chief").get(address)).text)
    assert re.search(
        r"reader : takes over (one case|\d cases) \((English and )?Vietnamese", preview
    )
    await office.let_go("chief", "everybody")
    held = office.held()
    assert sum(held.values()) == 4
    assert "leaver" not in held
    (reader,) = office.database.execute(
        "SELECT s.name FROM cases c JOIN staff s ON s.id = assignee_id WHERE c.id = %s",
        (office.cases[0].id,),
    ).fetchone()
    assert reader == "reader"
    assert max(held.values()) - min(held.values()) <= 1


async def test_the_administrator_sees_numbers_and_no_case(office: Office):
    address = f"/desk/leaving?person={office.id('leaver')}&to=everybody"
    page = (await office.browser("keeper").get(address)).text
    assert "4 open cases" in visible(page)
    assert all(case.reference not in page for case in office.cases)


async def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_done(office: Office):
    person = office.id("leaver")
    page = await office.browser("chief").get(
        f"/desk/leaving?person={person}&to={office.id('other')}"
    )
    seen = re.findall(r'name="seen" value="([^"]+)"', page.text)[0]
    await office.assign(office.cases[0], "reader")
    answer = await office.let_go("chief", office.id("other"), seen)
    assert answer.status_code == 409
    assert "look at the hand-over again" in visible(answer.text)
    assert office.held() == {"leaver": 3, "reader": 1}
    assert (await office.browser("leaver").get("/desk/")).status_code == 200


@pytest.mark.parametrize("to", ["", "leaver", "keeper", "x", "nobody"])
async def test_without_somebody_who_works_on_cases_nobody_goes(office: Office, to: str):
    chosen = office.id(to) if to in office.people else to
    answer = await office.let_go("chief", chosen)
    assert answer.status_code == 422
    assert office.held() == {"leaver": 4}


async def test_nobody_lets_themselves_or_people_of_another_office_go(office: Office):
    own = {"person": office.id("chief"), "to": "everybody", "seen": ""}
    page = f"/desk/leaving?person={office.id('leaver')}"
    answer = await send_form(office.browser("chief"), page, own, to="/desk/leaving")
    assert answer.status_code == 403
    made = await an_organisation(office.tools.engine, office.tools.keyring.master)
    foreign = await a_member(office.tools.engine, made.id, Role.CASEWORKER)
    for person in (foreign.id, "x", ""):
        answer = await office.browser("chief").get(f"/desk/leaving?person={person}")
        assert answer.status_code == 404


async def test_closing_an_account_with_cases_leads_here(office: Office):
    fields = {"act": "close", "staff": office.id("leaver")}
    answer = await send_form(office.browser("keeper"), "/desk/people", fields)
    assert answer.headers["location"] == f"/desk/leaving?person={office.id('leaver')}"


async def test_so_does_closing_that_of_somebody_who_worked_on_cases_once(office: Office):
    fields = {"act": "role", "staff": office.id("leaver"), "role": Role.COMMUNICATIONS.value}
    await send_form(office.browser("keeper"), "/desk/people", fields)
    fields = {"act": "close", "staff": office.id("leaver")}
    answer = await send_form(office.browser("keeper"), "/desk/people", fields)
    assert answer.headers["location"] == f"/desk/leaving?person={office.id('leaver')}"
    assert office.held() == {"leaver": 4}
    assert (await office.let_go("keeper", "everybody")).status_code == 303
    assert "leaver" not in office.held()


async def test_a_supervisor_closes_no_account_of_those_who_work_on_no_case(office: Office):
    """Administrators and auditors least of all: they would be let go by whom they look at."""
    person = office.id("keeper")
    page = await office.browser("chief").get(f"/desk/leaving?person={person}")
    assert page.status_code == 403
    fields, leaver = {"person": person, "to": "", "seen": sign_of_plan([], {})}, office.id("leaver")
    form = f"/desk/leaving?person={leaver}&to=everybody"
    answer = await send_form(office.browser("chief"), form, fields, to="/desk/leaving")
    assert answer.status_code == 403
    assert (await office.browser("keeper").get("/desk/people")).status_code == 200


async def test_the_record_tells_of_the_step_and_of_each_case(office: Office):
    await office.let_go("keeper", office.id("other"))
    actions = office.database.execute(
        "SELECT action, count(*) FROM events WHERE actor_id = %s GROUP BY action",
        (office.id("keeper"),),
    ).fetchall()
    found = dict(actions)
    assert (found["case.assigned"], found["staff.cases_handed_over"], found["staff.left"]) == (
        4,
        1,
        1,
    )
    page = visible((await office.browser("chief").get("/desk/record")).text)
    assert "Handed over the cases of a colleague who leaves" in page
