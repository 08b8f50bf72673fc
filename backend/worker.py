"""The second root: background jobs. Answers no request."""

import asyncio
import importlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import DEFAULT_QUEUE, Job, Status
from procrastinate.manager import JobManager

from backend.database.addresses import address_of
from backend.database.queue import MAIL, connector_to, jobs
from backend.sealing.tools import Tools, tools_from
from backend.settings import settings
from backend.web.guard import refuse_owners_of_tables

#: Modules whose tasks the worker runs.
JOBS = (
    "backend.accounts.jobs",
    "backend.audit.jobs",
    "backend.cases.jobs",
    "backend.grievances.jobs",
    "backend.on_behalf.jobs",
    "backend.triage.jobs",
    "backend.remedies.jobs",
    "backend.reports.jobs",
    "backend.destruction.jobs",
)
#: Of each queue so many jobs at a time.
AT_ONCE = {DEFAULT_QUEUE: 2, MAIL: 1}
STALLED_AFTER = timedelta(minutes=5)
#: No job takes so long. Its worker lives, and lost the database while it said that it was done.
FORGOTTEN_AFTER = timedelta(hours=1)
_FORGOTTEN: Final = """
SELECT id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name,
  attempts, worker_id
FROM procrastinate_jobs AS job WHERE status = 'doing' AND %(seconds)s < (
  SELECT extract(epoch FROM now() - max(at)) FROM procrastinate_events
  WHERE job_id = job.id AND type = 'started')
"""


@jobs.periodic(cron="*/2 * * * *")
@jobs.task(name="worker.retry_stalled", pass_context=True, queueing_lock="worker.retry_stalled")
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs of a worker that was killed are not tried again by themselves."""
    del timestamp
    manager, connector = context.app.job_manager, context.app.connector
    seconds = STALLED_AFTER.total_seconds()
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    forgotten = await connector.execute_query_all_async(
        _FORGOTTEN, seconds=FORGOTTEN_AFTER.total_seconds()
    )
    for job in {job.id: job for job in (*stalled, *map(Job.from_row, forgotten))}.values():
        await _try_again(manager, job)


async def _try_again(manager: JobManager, job: Job) -> None:
    # What has ended in the meantime must not keep the others waiting.
    with suppress(ConnectorException):
        try:
            await manager.retry_job(job, retry_at=datetime.now(UTC))
        except UniqueViolation:
            # Of what the clock starts one waits already, and does the work of this one too.
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


async def work(tools: Tools, conninfo: str, *, until_empty: bool = False) -> None:
    """Run jobs until a signal, or until none is left. Finished ones are deleted."""
    for module in JOBS:
        importlib.import_module(module)
    await refuse_owners_of_tables(tools.engine)
    with jobs.replace_connector(connector_to(conninfo)) as app:

        async def run(queue: str) -> None:
            await app.run_worker_async(
                queues=[queue],
                # Beside another job it would find none and end, before that has put in its own.
                concurrency=1 if until_empty else AT_ONCE[queue],
                wait=not until_empty,
                listen_notify=False,
                fetch_job_polling_interval=1.0,
                delete_jobs="successful",
                install_signal_handlers=queue == DEFAULT_QUEUE and not until_empty,
                additional_context={"tools": tools},
            )

        async with app.open_async():
            if until_empty:
                for queue in AT_ONCE:
                    await run(queue)
            else:
                await _until_one_ends([asyncio.create_task(run(queue)) for queue in AT_ONCE])


async def _until_one_ends(queues: list[asyncio.Task[None]]) -> None:
    """By a signal or by a fault; what they have begun is brought to its end."""
    try:
        await asyncio.wait(queues, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for queue in queues:
            queue.cancel()
        ended = await asyncio.gather(*queues, return_exceptions=True)
    for fault in ended:
        if isinstance(fault, Exception):
            raise fault


def main() -> None:
    chosen = settings()
    asyncio.run(work(tools_from(chosen), address_of(chosen, "worker")))
