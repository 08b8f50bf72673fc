"""One job, done as the worker would, but for taking it and ending it."""

from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from procrastinate import JobContext
from procrastinate.jobs import Job

from backend.database.queue import jobs
from backend.sealing.tools import Tools

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
