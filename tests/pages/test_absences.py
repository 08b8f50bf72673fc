"""A colleague is away: somebody stands in."""

import re
from datetime import timedelta

import httpx
import pytest

from backend import clock
from backend.accounts.rules import Role
from tests.factories.leaving import Office
from tests.factories.pages import send_form, visible

COLLEAGUES = "/desk/colleagues"


@pytest.fixture
def office(leavers_office: Office) -> Office:
    return leavers_office


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
