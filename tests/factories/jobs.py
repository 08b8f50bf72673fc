"""Jobs at hand: those that wait, one done as the worker would, and a desk where none is left."""

from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from procrastinate import JobContext
from procrastinate.jobs import Job

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.queue import jobs
from backend.sealing.tools import Tools
from tests.factories.mail import run_jobs
from tests.factories.office import Desk, a_desk

_WAITING = """
SELECT id, task_name, args FROM procrastinate_jobs
WHERE args->>'case_id' = %s AND status = 'todo' ORDER BY id
"""


class Waiting(NamedTuple):
    number: int
    task: str
    given: dict[str, Any]


def waiting(administrator: psycopg.Connection, case_id: UUID) -> list[Waiting]:
    """Jobs about the case that nobody has begun, in their order."""
    return [Waiting(*row) for row in administrator.execute(_WAITING, (str(case_id),))]


async def do(tools: Tools, job: Waiting) -> None:
    context = JobContext(
        start_timestamp=0,
        app=jobs,
        job=Job(
            id=job.number, queue="default", lock=None, queueing_lock=None, task_name=job.task,
            task_kwargs=job.given,
        ),
        additional_context={"tools": tools},
        abort_reason=lambda: None,
    )  # fmt: skip
    await jobs.tasks[job.task](context, **job.given)


async def a_calm_desk(tools: Tools, installation: Installation, database: Addresses) -> Desk:
    """With one person who hears of new complaints, and nothing left to do."""
    made = await a_desk(tools, installation)
    await made.member()
    await run_jobs(tools, database)
    return made
