"""Jobs of one kind that wait behind each other are done together; a fault of one is its own."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg.types.json import Jsonb

from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.actions.together import MOST_AT_ONCE
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.database.queue import enqueue
from backend.sealing.tools import Tools
from tests.factories.destruction import destroyed
from tests.factories.jobs import a_calm_desk, do, waiting
from tests.factories.mail import run_jobs
from tests.factories.office import Desk
from tests.pages.test_statements import asked

DONE = """
SELECT (SELECT count(*) FROM case_tokens WHERE case_id = c.id),
  (SELECT count(*) FROM outbox o WHERE o.case_id = c.id AND template = 'new_case')
FROM cases c WHERE c.id = %s
"""
LEFT = "SELECT task_name, attempts FROM procrastinate_jobs WHERE args->>'case_id' = %s"
#: Nobody can open its words any more.
BREAK = "UPDATE key_slots SET wrapped = sha256(wrapped) WHERE case_id = %s AND key_name = 'account'"
HOLD = "SELECT FROM cases WHERE id = %s FOR UPDATE"
BEGUN = "UPDATE procrastinate_jobs SET attempts = 1 WHERE args->>'case_id' = %s"
AGAIN = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', %s, %s)
"""
FORGET = "DELETE FROM procrastinate_jobs WHERE args->>'case_id' = %s"
ONCE, NOT_YET = (1, 1), (0, 0)
State = Callable[[OpenedCase], tuple[int, int]]


@pytest.fixture
async def desk(tools: Tools, installation: Installation, database: Addresses) -> Desk:
    return await a_calm_desk(tools, installation, database)


@pytest.fixture
def state(administrator: psycopg.Connection) -> State:
    """How often its words were indexed and its office told."""
    return lambda case: administrator.execute(DONE, (case.id,)).fetchone()


async def test_more_than_are_done_at_once_are_each_taken_in_once(
    desk: Desk, tools: Tools, database: Addresses, state: State
):
    cases = [await desk.case() for _ in range(MOST_AT_ONCE + 5)]
    await run_jobs(tools, database)
    assert {state(case) for case in cases} == {ONCE}


@pytest.mark.parametrize("place", [0, 1, 4])
async def test_one_that_cannot_be_done_keeps_no_other_waiting(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, state: State, place: int
):
    cases = [await desk.case() for _ in range(5)]
    broken = cases.pop(place)
    administrator.execute(BREAK, (broken.id,))
    await run_jobs(desk.tools, database)
    assert {state(case) for case in cases} == {ONCE}
    assert state(broken) == NOT_YET
    assert administrator.execute(LEFT, (str(broken.id),)).fetchall() == [("grievances.take_in", 1)]
    administrator.execute(FORGET, (str(broken.id),))


async def test_one_that_somebody_holds_is_left_to_its_own_job(
    desk: Desk, tools: Tools, administrator: psycopg.Connection, state: State
):
    cases = [await desk.case() for _ in range(3)]
    (first,) = waiting(administrator, cases[0].id)
    with administrator.transaction():
        administrator.execute(HOLD, (cases[1].id,))
        await do(tools, first)
    assert [state(case) for case in cases] == [ONCE, NOT_YET, ONCE]
    (second,) = waiting(administrator, cases[1].id)
    await do(tools, second)
    assert [state(case) for case in cases] == [ONCE] * 3


async def test_one_that_was_begun_before_is_left_to_its_own_job(
    desk: Desk, tools: Tools, administrator: psycopg.Connection, state: State
):
    """It may have had its effect, and only its own job asks whether it had."""
    cases = [await desk.case() for _ in range(2)]
    administrator.execute(BEGUN, (str(cases[1].id),))
    (first,) = waiting(administrator, cases[0].id)
    await do(tools, first)
    assert [state(case) for case in cases] == [ONCE, NOT_YET]


async def test_nothing_is_done_for_one_that_was_destroyed_in_the_meantime(
    desk: Desk, tools: Tools, administrator: psycopg.Connection, state: State
):
    cases = [await desk.case() for _ in range(2)]
    (late,) = waiting(administrator, cases[1].id)
    await destroyed(desk, administrator, cases[1])
    administrator.execute(AGAIN, (late.task, Jsonb(late.given)))
    (first,) = waiting(administrator, cases[0].id)
    await do(tools, first)
    # Two more had come, to destroy it.
    assert [state(case) for case in cases] == [(1, 3), NOT_YET]
    assert waiting(administrator, cases[1].id) == []


async def test_a_case_that_changed_ten_times_is_noted_once(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    case = await desk.case()
    await run_jobs(tools, database)
    async with transaction(tools.engine) as session:
        for _ in range(10):
            await enqueue(session, "reports.note_facts", case_id=str(case.id))
    first, *_ = waiting(administrator, case.id)
    with asked(tools.engine) as sent:
        await do(tools, first)
    assert sum("INSERT INTO facts" in each for each in sent) == 1
    assert waiting(administrator, case.id) == [first]
