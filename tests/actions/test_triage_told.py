"""The desk's clocks agree with what the person who complained is told."""

from datetime import UTC, date, datetime

import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.stages import Outcome
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.grievances.queries.following import Followed, followed
from backend.grievances.queries.opening import Opened
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding
from backend.triage.queries.case_page import ClockLine, case_page
from backend.triage.rules.typed import Proposed, Words
from tests.factories.doors import door
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk

MONDAY = datetime(2026, 3, 2, 2, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def at_the_desk(desk: Desk, case: OpenedCase) -> dict[str, ClockLine]:
    member = await desk.member()
    async with desk.work(member, case.reference, (None, MONDAY)) as (session, work):
        return {line.name: line for line in (await case_page(session, work)).clocks}


async def as_followed(desk: Desk, case: OpenedCase, at: datetime = MONDAY) -> Followed:
    engine = desk.installation.engines["public"]
    async with transaction(engine, case_id=case.id) as session:
        found = await followed(session, Opened(case.id, b"", ACCOUNT_KEY), at)
    assert found
    return found


async def test_the_desk_shows_the_days_that_the_receipt_named(desk: Desk):
    case = await desk.case(MONDAY)
    shown = await at_the_desk(desk, case)
    assert shown["decide"].told_on == case.decide_by
    assert shown["acknowledge"].told_on == case.acknowledge_by
    assert (await as_followed(desk, case)).due == {n: line.told_on for n, line in shown.items()}


async def test_after_waiting_both_sides_see_the_same_later_day_and_why(desk: Desk):
    case = await desk.case(MONDAY)
    await desk.do(assessing.assess, case, desk.described(), at=MONDAY)
    await desk.do(assessing.ask_person, case, Words("When?"), at=MONDAY)
    assert not (await as_followed(desk, case)).waited
    await desk.complainant_writes(case, "In May.", MONDAY.replace(day=12))
    told = await as_followed(desk, case)
    assert told.waited
    assert told.due["decide"] > case.decide_by
    assert told.due["decide"] == (await at_the_desk(desk, case))["decide"].told_on


async def test_the_law_binds_an_office_and_is_what_is_told(
    tools: Tools, installation: Installation
):
    """Malaysia's charter gives 15 working days, Kedah rests on Fridays and Saturdays."""
    desk = await a_desk(tools, installation, country="MY", subdivision="KDH")
    case = await desk.case(datetime(2026, 11, 9, 2, tzinfo=UTC), country="MY")
    assert case.decide_by == date(2026, 11, 30)
    assert (await at_the_desk(desk, case))["decide"].told_on == case.decide_by


async def test_a_complaint_is_filed_on_the_day_of_its_office(desk: Desk):
    evening = datetime(2026, 3, 2, 18, 5, tzinfo=UTC)
    case = await desk.case(evening)
    assert case.filed_on == date(2026, 3, 3)
    told = await as_followed(desk, case)
    assert [told.day(entry.at) for entry in told.timeline] == [case.filed_on]


async def test_the_public_door_cannot_read_what_is_promised_before_it_is_decided(
    desk: Desk, database: Addresses
):
    case = await desk.case()
    await desk.do(assessing.assess, case, desk.described())
    soon = clock.now().date()
    proposed = Proposed(Outcome.UPHELD, "You are right.", "en", {"RM03": soon})
    await desk.do(deciding.propose, case, proposed)
    assert promises(database, case) == []
    await desk.do(deciding.decide, case, Words(), member=await desk.member(Role.SUPERVISOR))
    assert promises(database, case) == [("RM03",)]
    outcome = (await as_followed(desk, case, clock.now())).outcome
    assert outcome
    assert [(r.code, r.due_on) for r in outcome.remedies] == [("RM03", soon)]


def promises(database: Addresses, case: OpenedCase) -> list[tuple[str]]:
    with door(database, "public", case_id=case.id) as connection:
        return connection.execute("SELECT code FROM promised_remedies").fetchall()
