"""How often what follows from a filing asks the database, however many people or filings."""

import psycopg

from backend.app import Installation
from backend.cases.actions.together import MOST_AT_ONCE
from backend.grievances.jobs import deliver, take_in
from backend.reports.jobs import note_facts
from backend.sealing.tools import Tools
from tests.factories.jobs import Waiting, do, waiting
from tests.factories.office import Desk, a_desk
from tests.pages.test_statements import asked

TASKS = [task.name for task in (take_in, deliver, note_facts)]


async def take_one_in(tools: Tools, desk: Desk, administrator: psycopg.Connection) -> None:
    """What a door may read is asked once in a process: before anything is counted."""
    case = await desk.case()
    for task in TASKS:
        (job, *_) = [each for each in waiting(administrator, case.id) if each.task == task]
        await do(tools, job)


async def sent_by(tools: Tools, job: Waiting) -> list[str]:
    with asked(tools.engine) as sent:
        await do(tools, job)
    return sent


async def test_a_filing_is_taken_in_by_three_jobs_whose_statements_do_not_grow_with_the_office(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    desk = await a_desk(tools, installation)
    for _ in range(3):
        await desk.member()
        case = await desk.case()
        (first,) = waiting(administrator, case.id)
        told = await sent_by(tools, first)
        rest = waiting(administrator, case.id)[1:]
        assert [first.task, *(job.task for job in rest)] == TASKS
        sent, noted = [await sent_by(tools, job) for job in rest]

    assert len(told) == 15, told
    assert len(sent) == 2, sent
    assert len(noted) == 13, noted


async def test_filings_that_wait_together_are_read_together(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    """Of each more only what is written of it: its words, and its fact."""
    desk = await a_desk(tools, installation)
    await desk.member()
    await take_one_in(tools, desk, administrator)
    cases = [await desk.case() for _ in range(MOST_AT_ONCE + 1)]
    (first,) = waiting(administrator, cases[0].id)
    told = await sent_by(tools, first)
    sent, noted = [await sent_by(tools, job) for job in waiting(administrator, cases[0].id)[1:]]
    assert [waiting(administrator, case.id) for case in cases[1:]] == [[]] * MOST_AT_ONCE
    more = MOST_AT_ONCE
    # Rows of the outbox go by ten; the keys of an office are asked for once.
    assert len(told) == 17 + more + more // 10, told
    assert len(sent) == 3, sent
    assert len(noted) == 15 + more, noted
