"""How often what follows from a filing asks the database, for however many people of the office."""

from collections.abc import Mapping
from typing import Any

import psycopg
from procrastinate import JobContext
from procrastinate.jobs import Job

from backend.app import Installation
from backend.database.queue import jobs
from backend.grievances.jobs import deliver, take_in
from backend.reports.jobs import note_facts
from backend.sealing.tools import Tools
from tests.factories.office import a_desk
from tests.pages.test_statements import asked

WAITING = """
SELECT id, task_name, args FROM procrastinate_jobs
WHERE args->>'case_id' = %s AND status = 'todo' ORDER BY id
"""
TASKS = {task.name: task for task in (take_in, deliver, note_facts)}


async def do(tools: Tools, job: tuple[int, str, Mapping[str, Any]]) -> list[str]:
    """As the worker would, but for taking it and ending it; the statements that it sends."""
    number, task, given = job
    context = JobContext(
        start_timestamp=0,
        app=jobs,
        job=Job(id=number, queue="default", lock=None, queueing_lock=None, task_name=task),
        additional_context={"tools": tools},
        abort_reason=lambda: None,
    )
    with asked(tools.engine) as sent:
        await TASKS[task](context, **given)
    return sent


async def test_a_filing_is_taken_in_by_three_jobs_whose_statements_do_not_grow_with_the_office(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    desk = await a_desk(tools, installation)
    for _ in range(3):
        await desk.member()
        case = await desk.case()
        (first,) = administrator.execute(WAITING, (str(case.id),)).fetchall()
        told = await do(tools, first)
        rest = administrator.execute(WAITING, (str(case.id),)).fetchall()[1:]
        assert [task for _, task, _ in rest] == ["grievances.deliver", "reports.note_facts"]
        sent, noted = [await do(tools, job) for job in rest]

    assert len(told) == 14, told
    assert len(sent) == 1, sent
    assert len(noted) == 9, noted
