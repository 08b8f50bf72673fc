"""Days off by proclamation: who enters them, whose clocks move, and what complainants read."""

import asyncio
from uuid import uuid4

import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.grievances.queries.told_days import moved_days
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.days_off import PAGE, REASON, Place, working_day
from tests.factories.pages import visible


async def test_the_office_gets_a_day_and_the_promise_stays(place: Place):
    before = await place.days()
    assert (await place.enter(working_day(6))).status_code == 303
    assert await place.days() == before, "nothing moves before the job"
    await place.apply()
    after = await place.days()
    assert after["decide"][0] > before["decide"][0]
    assert after["decide"][1] == before["decide"][1]
    assert after["acknowledge"] == before["acknowledge"], "it is due before that day"


async def test_with_the_reason_the_day_told_moves_and_the_person_reads_why(
    place: Place, administrator: psycopg.Connection
):
    before = await place.days()
    await place.enter(working_day(6), told="yes")
    await place.apply()
    after = await place.days()
    assert after["decide"][1] > before["decide"][1]
    async with transaction(place.tools.engine) as session:
        (moved,) = [
            m for m in await moved_days(session, place.case.id) if m.now == after["decide"][1]
        ]
    assert (moved.before, moved.reason.text) == (before["decide"][1], REASON)
    (events,) = administrator.execute(
        "SELECT count(*) FROM events WHERE case_id = %s AND action = 'case.told_later'",
        (place.case.id,),
    ).fetchone()
    assert events == 1


async def test_the_reason_can_be_given_later(place: Place):
    await place.enter(working_day(6))
    await place.apply()
    stayed = await place.days()
    assert (await place.press(act="tell", entry=await place.entry())).status_code == 303
    await place.apply()
    after = await place.days()
    assert after["decide"][1] == after["decide"][0] > stayed["decide"][1]


async def test_withdrawn_the_office_loses_the_day_and_nothing_told_comes_nearer(place: Place):
    before = await place.days()
    await place.enter(working_day(6), told="yes")
    await place.apply()
    told = (await place.days())["decide"][1]
    assert (await place.press(act="withdraw", entry=await place.entry())).status_code == 303
    await place.apply()
    after = await place.days()
    assert after["decide"] == (before["decide"][0], told)
    assert (await place.enter(working_day(6))).status_code == 303, "it can be proclaimed again"


async def test_entered_and_withdrawn_before_the_job_nothing_happened(place: Place):
    before = await place.days()
    await place.enter(working_day(6), told="yes")
    await place.press(act="withdraw", entry=await place.entry())
    await place.apply()
    assert await place.days() == before


async def test_a_case_filed_afterwards_reckons_with_it(place: Place, installation: Installation):
    await place.enter(working_day(6))
    await place.apply()
    earlier = await place.days()
    place.case = await a_case(installation, country="LA")
    later = await place.days()
    assert later["decide"][0] == earlier["decide"][0]
    assert later["decide"][1] == later["decide"][0]


ENDED = "UPDATE clocks SET due_at = now() - interval '1 day', told_on = NULL WHERE case_id = %s"


async def test_a_case_in_which_all_is_over_is_neither_held_nor_changed(
    place: Place, installation: Installation, administrator: psycopg.Connection
):
    over = Place(place.tools, place.chief, await a_case(installation, country="LA"))
    administrator.execute(ENDED, (over.case.id,))
    stayed, before = await over.days(), await place.days()
    await place.enter(working_day(6), told="yes")
    with administrator.transaction():  # somebody else holds them
        administrator.execute("SELECT FROM clocks WHERE case_id = %s FOR UPDATE", (over.case.id,))
        async with asyncio.timeout(20):
            await place.apply()
    assert (await place.days())["decide"] > before["decide"]
    assert await over.days() == stayed


async def test_beside_a_clock_that_moves_the_case_is_due_when_its_late_clock_was(
    place: Place, administrator: psycopg.Connection
):
    administrator.execute(ENDED + " AND name = 'acknowledge'", (place.case.id,))
    before = await place.days()
    await place.enter(working_day(6))
    await place.apply()
    assert (await place.days())["decide"][0] > before["decide"][0]
    row = administrator.execute(
        "SELECT cases.late, cases.due_at = clocks.due_at FROM cases JOIN clocks"
        " ON case_id = cases.id AND name = 'acknowledge' WHERE cases.id = %s",
        (place.case.id,),
    ).fetchone()
    assert row == (True, True)


async def test_a_day_told_moves_though_the_office_is_done_before_it(
    place: Place, administrator: psycopg.Connection
):
    administrator.execute(
        "UPDATE clocks SET due_at = now() + interval '1 day' WHERE case_id = %s", (place.case.id,)
    )
    before = await place.days()
    await place.enter(working_day(6), told="yes")
    await place.apply()
    after = await place.days()
    assert after["decide"][0] == before["decide"][0]
    assert after["decide"][1] > before["decide"][1]


async def test_another_country_works_on(place: Place, tools: Tools, installation: Installation):
    await an_organisation(tools.engine, tools.keyring.master, country="KH", locale="en")
    other = Place(tools, place.chief, await a_case(installation, country="KH"))
    before = await other.days()
    await place.enter(working_day(6), told="yes")
    await place.apply()
    assert await other.days() == before


@pytest.mark.parametrize(
    "fields",
    [{"day": ""}, {"day": "tomorrow"}, {"day": "2027-01-02"}, {"day": "2027-01-01"},
     {"reason": ""}, {"reason": "x" * 201}, {"reason": "a\0"}, {"reason_language": "xx"},
     {"act": "tell"}, {"act": "withdraw", "entry": str(uuid4())}, {"act": "sing"}],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(place: Place, fields: dict[str, str]):
    """A Saturday, a public holiday, a day that is off already, words that cannot be kept."""
    full = {"act": "enter", "day": working_day(6).isoformat(), "reason": REASON}
    answer = await place.press(**(full | {"reason_language": "en"} | fields))
    assert answer.status_code in {404, 422}


async def test_the_same_day_is_entered_once(place: Place):
    await place.enter(working_day(6))
    answer = await place.enter(working_day(6))
    assert answer.status_code == 422
    assert "off already" in visible(answer.text)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
async def test_only_administrators_enter_it(tools: Tools, browsers, place: Place, role: Role):
    office = place.case.parties[0]
    browser = browsers()
    if role is not Role.SYSTEM_OWNER:
        await sign_in(browser, await a_member(tools.engine, office, role))
        assert (await browser.get(PAGE)).status_code == 403


async def test_another_offices_day_is_on_the_record_of_each_that_it_concerns(
    place: Place, tools: Tools, administrator: psycopg.Connection
):
    neighbour = await an_organisation(tools.engine, tools.keyring.master, country="LA")
    await place.enter(working_day(6))
    (parties,) = administrator.execute(
        "SELECT parties FROM events WHERE action = 'organisation.day_off' ORDER BY at DESC"
    ).fetchone()
    assert {neighbour.id, *place.case.parties} <= set(parties)
