"""A colleague is away, or leaves: their cases go on."""

import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.sealing.tools import Tools
from backend.triage.rules.handing_over import sign_of_plan
from tests.factories.accounts import PASSWORD, a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.desk import press
from tests.factories.pages import send_form, visible

COLLEAGUES = "/desk/colleagues"


@dataclass
class Office:
    tools: Tools
    browsers: object
    people: dict[str, tuple[NewColleague, httpx.AsyncClient]]
    cases: list[OpenedCase]
    database: psycopg.Connection

    def browser(self, name: str) -> httpx.AsyncClient:
        return self.people[name][1]

    def id(self, name: str) -> str:
        return str(self.people[name][0].id)

    async def assign(self, case: OpenedCase, to: str) -> None:
        fields = {"act": "assign", "assignee": self.id(to)}
        answer = await press(self.browser("chief"), case.reference, fields)
        assert answer.status_code == 303, visible(answer.text)

    def held(self) -> dict[str, int]:
        """Open cases by name."""
        rows = self.database.execute(
            "SELECT s.name, count(*) FROM cases c JOIN staff s ON s.id = c.assignee_id"
            " WHERE c.id = ANY (%s) GROUP BY s.name", ([c.id for c in self.cases],),
        )  # fmt: skip
        return dict(rows.fetchall())

    async def let_go(self, by: str, to: str, seen: str = "") -> httpx.Response:
        person = self.id("leaver")
        address = f"/desk/leaving?person={person}&to={to}"
        page = (await self.browser(by).get(address)).text
        sign = re.findall(r'name="seen" value="([^"]+)"', page)
        fields = {"person": person, "to": to, "seen": seen or (sign or [""])[0]}
        return await send_form(self.browser(by), address, fields, to="/desk/leaving")


@pytest.fixture
async def office(
    tools: Tools, installation: Installation, browsers, administrator: psycopg.Connection
) -> Office:
    administrator.execute("UPDATE organisations SET closed_on = current_date WHERE country = 'VN'")
    made = await an_organisation(tools.engine, tools.keyring.master, country="VN", locale="en")
    people = {}
    roles = {"leaver": Role.CASEWORKER, "reader": Role.CASEWORKER, "other": Role.CASEWORKER}
    for name, role in (roles | {"chief": Role.SUPERVISOR, "keeper": Role.ADMINISTRATOR}).items():
        reads = ("vi",) if name == "reader" else ()
        member = await a_member(tools.engine, made.id, role, name=name, reads=reads)
        people[name] = (member, browsers())
        await sign_in(people[name][1], member)
    cases = [await a_case(installation, country="VN") for _ in range(4)]
    found = Office(tools, browsers, people, cases, administrator)
    for case in cases:
        await found.assign(case, "leaver")
    administrator.execute("UPDATE cases SET language = 'vi' WHERE id = %s", (cases[0].id,))
    return found


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


def days(first: int, last: int) -> dict[str, str]:
    today = (clock.now() + timedelta(hours=7)).date()
    return {n: (today + timedelta(days=d)).isoformat()
            for n, d in (("from_on", first), ("until_on", last))}  # fmt: skip


async def away(office: Office, first: int, last: int, stand_in: str = "other") -> httpx.Response:
    fields = {"act": "absence", "staff": office.id("leaver"), "stand_in": office.id(stand_in)}
    return await send_form(office.browser("chief"), COLLEAGUES, fields | days(first, last))


async def test_a_stand_in_gets_what_is_assigned_and_sees_the_cases_among_their_own(office: Office):
    assert (await away(office, 0, 3)).status_code == 303
    mine = (await office.browser("other").get("/desk/?whose=mine")).text
    assert all(case.reference in mine for case in office.cases)
    page = visible(
        (await office.browser("chief").get(f"/desk/cases/{office.cases[0].reference}")).text
    )
    assert "leaver is away. What you assign to them goes to other." in page
    await office.assign(office.cases[0], "leaver")
    assert office.held() == {"leaver": 3, "other": 1}


async def test_before_after_and_once_withdrawn_nobody_stands_in(office: Office):
    await away(office, 1, 3)
    mine = (await office.browser("other").get("/desk/?whose=mine")).text
    assert all(case.reference not in mine for case in office.cases)
    page = (await office.browser("chief").get(COLLEAGUES)).text
    absence = re.findall(r'name="absence" value="([^"]+)"', page)[0]
    fields = {"act": "withdraw_absence", "absence": absence}
    assert (await send_form(office.browser("chief"), COLLEAGUES, fields)).status_code == 303
    assert (await away(office, 0, 3)).status_code == 303


@pytest.mark.parametrize(
    ("first", "last", "stand_in"),
    [(0, 3, "leaver"), (0, 3, "keeper"), (3, 1, "other"), (-9, -3, "other")],
)  # fmt: skip
async def test_an_absence_that_makes_no_sense_is_refused(
    office: Office, first: int, last: int, stand_in: str
):
    answer = await away(office, first, last, stand_in)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


async def test_two_absences_of_one_person_share_no_day(office: Office):
    await away(office, 0, 3)
    assert (await away(office, 3, 5)).status_code == 422
    assert (await away(office, 4, 5)).status_code == 303


async def test_a_stand_in_who_is_away_hands_it_on(office: Office):
    await away(office, 0, 3)
    fields = {"act": "absence", "staff": office.id("other"), "stand_in": office.id("reader")}
    await send_form(office.browser("chief"), COLLEAGUES, fields | days(0, 3))
    await office.assign(office.cases[0], "leaver")
    assert office.held() == {"leaver": 3, "reader": 1}


async def test_a_stand_in_who_works_on_cases_no_more_gets_none(office: Office):
    await away(office, 0, 3)
    fields = {"act": "role", "staff": office.id("other"), "role": Role.COMMUNICATIONS.value}
    answer = await send_form(office.browser("keeper"), "/desk/people", fields)
    assert answer.status_code == 303
    await office.assign(office.cases[0], "reader")
    await office.assign(office.cases[0], "leaver")
    assert office.held() == {"leaver": 4}
    assert "stands in" not in visible((await office.browser("chief").get(COLLEAGUES)).text)
