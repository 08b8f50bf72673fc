"""A day off that is entered more than once, for the same place or a part of it, is one day."""

from datetime import timedelta

import psycopg

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.jurisdictions.queries import working_calendar
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.days_off import Place, working_day


async def test_entered_once_more_with_the_reason_a_day_told_moves_no_second_time(
    place: Place, administrator: psycopg.Connection
):
    """As where somebody mends a slip in the reason: there is no other way."""
    await place.enter(working_day(6), told="yes")
    await place.apply()
    moved = await place.days()
    await place.press(act="withdraw", entry=await place.entry())
    await place.apply()
    assert (await place.enter(working_day(6), told="yes")).status_code == 303
    await place.apply()
    assert await place.days() == moved
    because = "SELECT told_because FROM clocks WHERE case_id = %s AND told_because IS NOT NULL"
    found = administrator.execute(because, (place.case.id,)).fetchall()
    assert {str(reason) for (reason,) in found} == {await place.entry()}


async def test_off_in_a_part_of_the_country_and_then_in_all_of_it_is_one_day(
    tools: Tools, installation: Installation, browsers, administrator: psycopg.Connection
):
    administrator.execute("DELETE FROM proclaimed_days")
    administrator.execute("UPDATE organisations SET closed_on = current_date WHERE country = 'MY'")
    chiefs = {}
    for part in ("KUL", "JHR"):
        office = await an_organisation(
            tools.engine, tools.keyring.master, country="MY", subdivision=part, locale="en"
        )
        chiefs[part] = browsers()
        await sign_in(chiefs[part], await a_member(tools.engine, office.id, Role.ADMINISTRATOR))
        if part == "KUL":
            here = Place(tools, chiefs[part], await a_case(installation, country="MY"))
    there = Place(tools, chiefs["JHR"], here.case)
    calendars = [working_calendar("MY", part) for part in chiefs]
    ahead = (clock.now().date() + timedelta(days=days) for days in range(5, 30))
    day = next(one for one in ahead if all(c.is_working_day(one) for c in calendars))
    assert (await here.enter(day, where="subdivision", told="yes")).status_code == 303
    await here.apply()
    moved = await here.days()
    assert (await there.enter(day, told="yes")).status_code == 303
    await here.apply()
    assert await here.days() == moved
    await there.press(act="withdraw", entry=await there.entry())
    await here.apply()
    assert await here.days() == moved, "they have it off all the same"
