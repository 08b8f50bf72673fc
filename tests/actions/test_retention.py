"""Cases whose time is over are put to two people of their office; what still runs is left alone."""

from datetime import date

import psycopg
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.destroying import Agreeing
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.destruction import waiting_destructions
from backend.cases.rules.destruction import AskedBy
from backend.database.doors import transaction
from backend.destruction.actions.agreeing import Agreed, agree_to_several
from backend.destruction.actions.destroying import destroy
from backend.destruction.actions.retaining import ask_about_ended
from backend.destruction.queries.retention import at_their_end
from backend.destruction.rules.retention import AtItsEnd
from backend.errors import Absent
from backend.sealing.tools import Tools
from tests.factories.destruction import asked
from tests.factories.office import Desk, a_desk
from tests.factories.rows import insert

LONG_AGO = date(2015, 3, 31)


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def ended(desk: Desk, administrator: psycopg.Connection, on: date = LONG_AGO) -> OpenedCase:
    """Withdrawn by the person, long ago."""
    case = await desk.case()
    await desk.complainant_acts(case, "withdraw", clock.now())
    administrator.execute("UPDATE cases SET closed_on = %s WHERE id = %s", (on, case.id))
    return case


async def found(desk: Desk, case: OpenedCase) -> AtItsEnd | None:
    async with transaction(desk.tools.engine) as session:
        lines = [line async for line in at_their_end(session, clock.now())]
    return next((line for line in lines if line.case_id == case.id), None)


async def test_a_case_is_found_when_its_months_are_over(
    desk: Desk, administrator: psycopg.Connection
):
    case = await ended(desk, administrator)
    line = await found(desk, case)
    assert (line.reference, line.ended_as, line.kept_until, line.held, line.asked) == (
        case.reference, "withdrawn", date(2016, 3, 31), False, False,
    )  # fmt: skip
    today = clock.now().date()
    assert await found(desk, await ended(desk, administrator, today)) is None
    assert await found(desk, await desk.case()) is None


async def test_what_runs_keeps_a_case(desk: Desk, administrator: psycopg.Connection):
    case, moment = await ended(desk, administrator), clock.now()
    row = {"case_id": case.id, "id": case.id, "parties": [desk.office.id]}
    insert(
        administrator, "clocks",
        row | {"name": "remedy", "started_at": moment, "due_at": moment, "paused_hours": 0},
    )  # fmt: skip
    assert await found(desk, case) is None
    administrator.execute("UPDATE clocks SET stopped_at = now() WHERE case_id = %s", (case.id,))
    assert await found(desk, case)
    by = {"outcome": "upheld", "language": "en", "sealed_reason": b"", "proposed_by": case.id}
    insert(administrator, "decisions", row | by | {"proposed_at": moment})
    promised = {"decision_id": case.id, "decided_at": moment, "code": "RM02"}
    insert(administrator, "promised_remedies", row | promised)
    assert await found(desk, case) is None
    administrator.execute(
        "UPDATE promised_remedies SET done_on = now() WHERE case_id = %s", (case.id,)
    )
    assert await found(desk, case)


async def test_a_held_case_is_listed_and_not_asked_about(
    desk: Desk, administrator: psycopg.Connection
):
    case = await ended(desk, administrator)
    hold = {"set_by": case.id, "set_at": clock.now(), "language": "en", "sealed_reason": b""}
    row = {"case_id": case.id, "id": case.id, "parties": [desk.office.id]}
    insert(administrator, "legal_holds", row | hold | {"review_on": LONG_AGO})
    assert (await found(desk, case)).held
    async with transaction(desk.tools.engine) as session:
        await ask_about_ended(session, clock.now())
    assert not (await found(desk, case)).asked


async def test_two_people_agree_to_a_list_of_them_at_once(
    desk: Desk, administrator: psycopg.Connection
):
    cases = [await ended(desk, administrator) for _ in range(3)]
    async with transaction(desk.tools.engine) as session:
        assert await ask_about_ended(session, clock.now()) >= 3
        assert await ask_about_ended(session, clock.now()) == 0
    references = tuple(case.reference for case in cases)
    engine = desk.installation.engines["desk"]
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        member = await desk.member(role)
        async with transaction(engine, organisation=desk.office.id) as session:
            listed = await waiting_destructions(session, desk.office.id)
            assert set(references) <= {line.reference for line in listed}
            assert {line.about.asked_by for line in listed} == {AskedBy.RULE}
            by = Agreeing(member.id, role.value, clock.now())
            await agree_to_several(session, Agreed(desk.office.id, references), by)
    for case in cases:
        assert await destroy(desk.tools, asked(administrator, case.id), clock.now())


async def test_nobody_agrees_to_cases_of_another_office(
    desk: Desk, tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    case, other = await ended(desk, administrator), await a_desk(tools, installation)
    async with transaction(tools.engine) as session:
        await ask_about_ended(session, clock.now())
    by = Agreeing((await other.member(Role.SUPERVISOR)).id, "supervisor", clock.now())
    engine = installation.engines["desk"]
    for office in (other.office.id, desk.office.id):
        async with transaction(engine, organisation=other.office.id) as session:
            with pytest.raises(Absent):
                await agree_to_several(session, Agreed(office, (case.reference,)), by)
