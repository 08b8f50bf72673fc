"""Two people destroy a case, a legal hold keeps it, and of what was destroyed nothing opens."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.audit.actions import seal_new_events, walk_the_seals
from backend.cases.rules.destruction import Held, SecondPerson
from backend.database.doors import transaction
from backend.destruction.actions import agreeing
from backend.destruction.actions.agreeing import HoldTyped
from backend.destruction.actions.destroying import copies_until, destroy
from backend.destruction.actions.ledger_file import read_ledger
from backend.errors import Absent, Forbidden, Unacceptable
from backend.grievances.queries.following import followed
from backend.grievances.queries.opening import Opened
from backend.reports.rules.people import fact_key
from backend.sealing.tools import Tools
from backend.triage.actions import writing
from backend.triage.rules.typed import Words
from tests.factories.destruction import agree, asked, asked_and_agreed, destroyed, rows_left, two
from tests.factories.office import ACCOUNT_KEY, Desk, a_desk

#: What is left in the row of a destroyed case, beside what every such row has in common.
KEPT = {"id", "handler_id", "parties", "filed_on", "filed_at", "destroyed_on", "commitment"}
KEPT |= {"revision", "stage_since"}


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def test_a_case_is_destroyed_when_two_different_people_agree(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case()
    await desk.complainant_acts(case, "erase", clock.now())
    caseworker, supervisor = await two(desk)
    await agree(desk, case, caseworker)
    assert not await destroy(desk.tools, asked(administrator, case.id), clock.now())
    await agree(desk, case, supervisor)
    assert await destroy(desk.tools, asked(administrator, case.id), clock.now())
    assert rows_left(administrator, case.id) == {"receipts": 1, "events": 6, "destructions": 1}


async def test_nobody_agrees_twice_and_the_second_is_a_supervisor(desk: Desk):
    case = await desk.case()
    await desk.complainant_acts(case, "erase", clock.now())
    first = await desk.member(Role.SUPERVISOR)
    await agree(desk, case, first)
    with pytest.raises(SecondPerson):
        await agree(desk, case, first)
    for role in (Role.CASEWORKER, Role.REVIEWER):
        with pytest.raises(Forbidden):
            await agree(desk, case, await desk.member(role))
    case, reviewer = await desk.case(), await desk.member(Role.REVIEWER)
    await desk.complainant_acts(case, "erase", clock.now())
    with pytest.raises(Forbidden):
        await agree(desk, case, reviewer)


async def test_nobody_agrees_to_what_nobody_asked(desk: Desk):
    with pytest.raises(Absent):
        await agree(desk, await desk.case(), await desk.member())


async def test_asked_twice_it_is_asked_once(desk: Desk, administrator: psycopg.Connection):
    case = await desk.case()
    await asyncio.gather(*(desk.complainant_acts(case, "erase", clock.now()) for _ in range(4)))
    assert rows_left(administrator, case.id)["destructions"] == 1


async def test_a_hold_stands_in_the_way_until_two_people_end_it(
    desk: Desk, administrator: psycopg.Connection
):
    case, today = await desk.case(), clock.now().date()
    await asked_and_agreed(desk, case)
    caseworker, supervisor = await two(desk)
    hold = HoldTyped("A court asks for it.", today + timedelta(days=90))
    with pytest.raises(Forbidden):
        await desk.do(agreeing.set_hold, case, hold, member=caseworker)
    with pytest.raises(Unacceptable):
        await desk.do(agreeing.set_hold, case, HoldTyped("Why", today), member=supervisor)
    await desk.do(agreeing.set_hold, case, hold, member=supervisor)
    assert not await destroy(desk.tools, asked(administrator, case.id), clock.now())
    with pytest.raises(DBAPIError, match="the case is held"):
        async with transaction(desk.tools.engine) as session:
            await (await session.connection()).exec_driver_sql(
                "SELECT destroy_case(%s, %s, %s)", (case.id, today, today)
            )
    await desk.do(agreeing.let_go, case, None, member=supervisor)
    with pytest.raises(SecondPerson):
        await desk.do(agreeing.let_go, case, None, member=supervisor)
    await desk.do(agreeing.let_go, case, None, member=await desk.member(Role.SUPERVISOR))
    assert await destroy(desk.tools, asked(administrator, case.id), clock.now())


async def test_a_hold_is_looked_at_again_on_a_later_day_than_the_offices_today(desk: Desk):
    """At six in the evening in UTC it is tomorrow in Bangkok."""
    case, supervisor = await desk.case(), await desk.member(Role.SUPERVISOR)
    evening = datetime.combine(clock.now().date() + timedelta(days=1), time(18), UTC)
    typed = HoldTyped("Why", evening.date() + timedelta(days=1))
    with pytest.raises(Unacceptable):
        await desk.do(agreeing.set_hold, case, typed, member=supervisor, at=evening)


async def test_while_a_case_is_held_nobody_agrees_and_the_person_reads_why(desk: Desk):
    case, supervisor = await desk.case(), await desk.member(Role.SUPERVISOR)
    await desk.complainant_acts(case, "erase", clock.now())
    hold = HoldTyped("A court asks for it.", clock.now().date() + timedelta(days=9))
    await desk.do(agreeing.set_hold, case, hold, member=supervisor)
    with pytest.raises(Held):
        await agree(desk, case, supervisor)
    engine = desk.installation.engines["public"]
    async with transaction(engine, case_id=case.id) as session:
        shown = await followed(session, Opened(case.id, b"", ACCOUNT_KEY), clock.now())
    assert (shown.hold.reason, shown.destruction.agreement.first_by) == (hold.reason, None)
    assert "erase" not in shown.can


async def test_of_the_row_of_the_case_little_is_left(desk: Desk, administrator: psycopg.Connection):
    """Every column but a few is the same in all destroyed cases: it tells one from no other."""
    rows = []
    for changes in ({}, {"danger": "child", "contact_way": "email", "email": "a@example.org"}):
        case = await desk.case(**changes)
        await destroyed(desk, administrator, case)
        cursor = administrator.execute("SELECT * FROM cases WHERE id = %s", (case.id,))
        names = [column.name for column in cursor.description]
        rows.append(dict(zip(names, cursor.fetchone(), strict=True)))
    assert {name for name in rows[0] if rows[0][name] != rows[1][name]} <= KEPT
    assert {rows[0][name] for name in rows[0].keys() - KEPT if name != "lifecycle_stages"} <= {
        None, "", "en", "no", "none", 0, "withdrawn", "standard", 1, b"",
    }  # fmt: skip


async def test_the_record_still_fits_its_seals_and_has_lost_its_reasons(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case(contact_way="email", email="a@example.org")
    await desk.do(writing.open_contact, case, Words("I must call"))
    async with transaction(desk.tools.engine) as session:
        await seal_new_events(session, clock.now() + timedelta(hours=2))
    await destroyed(desk, administrator, case)
    reasons = "SELECT count(*) FROM events WHERE case_id = %s AND sealed_reason IS NOT NULL"
    assert administrator.execute(reasons, (case.id,)).fetchone() == (0,)
    async with transaction(desk.tools.engine) as session:
        await seal_new_events(session, clock.now() + timedelta(hours=2))
        assert (await walk_the_seals(session)).misfit is None


async def test_its_fact_stays_and_is_not_late_for_ever(
    desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case()
    await destroyed(desk, administrator, case)
    key = fact_key(desk.tools.keyring.master.facts_key, case.id)
    query = "SELECT stage, outcome, country FROM facts WHERE fact_key = %s"
    found = administrator.execute(query, (key,)).fetchone()
    assert found == ("withdrawn", "withdrawn", "SG")


async def test_no_job_names_it_any_more(desk: Desk, administrator: psycopg.Connection):
    case = await desk.case()
    administrator.execute(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status) VALUES"
        " ('reports.note_facts', 'default', jsonb_build_object('case_id', %s::text), 'failed')",
        (str(case.id),),
    )
    await destroyed(desk, administrator, case)
    query = "SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE '%%' || %s || '%%'"
    assert administrator.execute(query, (str(case.id),)).fetchone() == (0,)


async def test_the_ledger_names_it_before_it_is_gone(
    desk: Desk, administrator: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
):
    """A fault between the two is a line too many, never a case too many after a restore."""
    case = await desk.case()
    await asked_and_agreed(desk, case)
    administrator.execute("ALTER FUNCTION destroy_case(uuid, date, date) RENAME TO elsewhere")
    try:
        with pytest.raises(DBAPIError):
            await destroy(desk.tools, asked(administrator, case.id), clock.now())
    finally:
        administrator.execute("ALTER FUNCTION elsewhere(uuid, date, date) RENAME TO destroy_case")
    assert read_ledger(desk.tools.settings.ledger_file)[-1].case_id == case.id
    assert await destroy(desk.tools, asked(administrator, case.id), clock.now())
    lines = read_ledger(desk.tools.settings.ledger_file)
    assert [line.case_id for line in lines].count(case.id) == 1


def test_copies_are_gone_after_the_last_backup_that_had_it():
    assert copies_until(date(2026, 11, 26), 35) == date(2027, 1, 1)
