"""Late clocks escalate once; search finds sealed words."""

import asyncio
from datetime import timedelta

import httpx
import psycopg

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.queries.cases import lock_case
from backend.cases.rules.stages import Outcome
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.triage.actions import assessing, deciding
from backend.triage.actions.escalating import escalate_late
from backend.triage.rules.typed import Proposed, Words
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.office import Desk, a_desk
from tests.factories.taking_in import take_in


async def test_a_late_clock_marks_its_case_and_is_told_to_supervisors_once(
    tools: Tools, installation: Installation, administrator
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="PH")
    await a_member(tools.engine, office.id, Role.SUPERVISOR)
    await a_member(tools.engine, office.id, Role.CASEWORKER)
    case = await a_case(installation, clock.now() - timedelta(days=8), country="PH")
    for _ in range(2):
        await escalate_late(tools.engine, clock.now())
    late, told, events = administrator.execute(
        "SELECT late, (SELECT count(*) FROM outbox WHERE case_id = c.id AND template = 'late'),"
        " (SELECT count(*) FROM events WHERE case_id = c.id AND action = 'case.late')"
        " FROM cases c WHERE id = %s", (case.id,),
    ).fetchone()  # fmt: skip
    assert late
    assert events == told == 1


async def outbox_of(administrator: psycopg.Connection, case: OpenedCase) -> list[str]:
    rows = administrator.execute(
        "SELECT s.email FROM outbox o JOIN staff s ON s.id = o.staff_id"
        " WHERE o.case_id = %s AND o.template = 'late' ORDER BY s.email", (case.id,),
    )  # fmt: skip
    return [email for (email,) in rows.fetchall()]


async def escalate(desk: Desk) -> None:
    await escalate_late(desk.tools.engine, clock.now())


async def test_supervisors_and_whoever_works_on_it_are_told_once_by_however_many_workers(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    desk = await a_desk(tools, installation)
    case = await desk.case(clock.now() - timedelta(days=9))
    supervisor, assignee = await desk.member(Role.SUPERVISOR), await desk.member()
    await desk.member(Role.REVIEWER)
    await desk.do(assessing.assign, case, Words(about=str(assignee.id)))
    await asyncio.gather(*(escalate(desk) for _ in range(3)))
    told = await outbox_of(administrator, case)
    assert told == sorted([supervisor.email, assignee.email])


async def test_a_case_that_somebody_holds_keeps_no_other_case_waiting(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    desk = await a_desk(tools, installation)
    first, second = [await desk.case(clock.now() - timedelta(days=9 + n)) for n in (1, 0)]
    async with transaction(tools.engine) as somebody:
        await lock_case(somebody, second.id)
        escalating = asyncio.create_task(escalate(desk))
        await asyncio.sleep(1)
        assert "late" in reasons_to_count(administrator, first)
        async with asyncio.timeout(5):
            await lock_case(somebody, first.id)
    await escalating


def reasons_to_count(administrator: psycopg.Connection, case: OpenedCase) -> list[str]:
    """Of a case whose fact is to be noted anew: what was done, without its filing."""
    rows = administrator.execute(
        "SELECT substr(e.action, 6) FROM events e WHERE e.case_id = %s AND EXISTS"
        " (SELECT FROM procrastinate_jobs j WHERE j.task_name = 'reports.note_facts'"
        " AND j.args->>'case_id' = %s)", (case.id, str(case.id)),
    )  # fmt: skip
    return [action for (action,) in rows.fetchall()]


async def test_what_stands_still_or_is_the_complainants_own_time_does_not_escalate(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    desk = await a_desk(tools, installation)
    long_ago = clock.now() - timedelta(days=200)
    asked, decided = await desk.case(long_ago), await desk.case(long_ago)
    for case in (asked, decided):
        await desk.do(assessing.assess, case, desk.described(), at=long_ago)
    await desk.do(assessing.ask_person, asked, Words("When?"), at=long_ago)
    upheld = Proposed(Outcome.UPHELD, "Yes", "en")
    await desk.do(deciding.propose, decided, upheld, at=long_ago)
    supervisor = await desk.member(Role.SUPERVISOR)
    await desk.do(deciding.decide, decided, Words(), member=supervisor, at=long_ago)
    await escalate(desk)
    assert await outbox_of(administrator, asked) == []
    assert await outbox_of(administrator, decided) == []


async def test_a_case_that_moved_on_in_time_is_not_late_any_more(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    desk = await a_desk(tools, installation)
    case = await desk.case(clock.now() - timedelta(days=9))
    late = "SELECT late FROM cases WHERE id = %s"
    await escalate(desk)
    assert administrator.execute(late, (case.id,)).fetchone() == (True,)
    await desk.do(assessing.acknowledge, case, Words())
    assert administrator.execute(late, (case.id,)).fetchone() == (False,)


async def test_a_word_finds_the_case_and_a_longer_one_with_the_same_beginning_does_not(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="LA")
    case = await a_case(installation, country="LA", account="My scholarship was cancelled")
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case.id, clock.now())
    await sign_in(client, await a_member(tools.engine, office.id, Role.CASEWORKER))
    for words, found in (("scholarship", True), ("schola", True), ("scholastic", False)):
        page = await client.get("/desk/", params={"q": words})
        assert (case.reference in page.text) is found, words
