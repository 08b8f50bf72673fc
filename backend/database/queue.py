"""Jobs are rows of the caller's transaction: no change without its job, and no job without it."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.jobs import DEFAULT_QUEUE, Job
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import column, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.away import is_closed, patient_address
from backend.database.wire import send, send_later

#: In web processes its own pool is never opened; the worker gives it one.
jobs = App(connector=PsycopgConnector(), import_paths=[])
#: For what may fail for a while: the last attempt is made about a day after the first.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=5)

#: What speaks to a mail server has a queue of its own: a silent one holds up nothing else.
MAIL = "mail"
_BY_MAIL = frozenset({"grievances.deliver", "grievances.send_new_code"})
#: ``LAST``: behind those too that come later; nobody minds when it is done.
FIRST, NORMAL, LAST = 1, 0, -1
_JOBS = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)"
    " SELECT :queue, :task, :priority, CAST(each AS jsonb)"
    " FROM unnest(CAST(:arguments AS text[])) AS each"
)
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('job ' || :job, 0))")
_DONE = text(
    "SELECT id FROM procrastinate_events WHERE job_id = :job AND type = 'succeeded'"
).columns(column("id"))
_NOTE_DONE = text(
    "INSERT INTO procrastinate_events (job_id, type)"
    " SELECT id, 'succeeded' FROM procrastinate_jobs WHERE id = :job FOR KEY SHARE"
)
#: What was begun before may have had its effect, and is asked by itself whether it had.
_BEHIND = text(
    "SELECT id, args FROM procrastinate_jobs WHERE status = 'todo' AND priority = :priority"
    " AND id > :job AND task_name = :task AND attempts = 0 AND scheduled_at IS NULL"
    " ORDER BY priority DESC, id LIMIT :most"
).columns(column("id"), column("args"))
_TAKE_AWAY = text(
    "DELETE FROM procrastinate_jobs WHERE id = ANY (CAST(:jobs AS bigint[])) AND status = 'todo'"
    " RETURNING id"
).columns(column("id"))


def connector_to(conninfo: str) -> PsycopgConnector:
    """The worker's, which takes and ends jobs: one statement each, and one journey."""
    return PsycopgConnector(
        conninfo=patient_address(conninfo),
        min_size=1,
        max_size=4,
        configure=_configure,
        pool_factory=_pool,
    )


def _pool(**given: Any) -> AsyncConnectionPool:
    """By itself procrastinate asks the server before each statement whether it is there."""
    return AsyncConnectionPool(**(given | {"check": _refuse_closed}))


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    """It does not wait for the disk: effects of jobs are transactions of others, which do.

    A job that the database has forgotten to be begun or ended is tried again, as one whose worker
    died in that moment.
    """
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")


async def _refuse_closed(connection: psycopg.AsyncConnection[Any]) -> None:
    if is_closed(connection):
        raise psycopg.OperationalError


async def enqueue(session: AsyncSession, task: str, **arguments: Any) -> None:
    """Put a job into the queue within the session's transaction; ``task`` is "capability.name"."""
    await enqueue_each(session, task, [arguments])


async def enqueue_first(session: AsyncSession, task: str, **arguments: Any) -> None:
    """Before the others: somebody waits at a page for what it makes, or is in danger."""
    await enqueue_each(session, task, [arguments], FIRST)


async def enqueue_each(
    session: AsyncSession, task: str, given: Sequence[Mapping[str, Any]], priority: int = NORMAL
) -> None:
    """A job for each, in this order.

    As ``defer_async`` would, which fetches ids: nobody asks for them, so nobody waits here.
    """
    arguments = [json.dumps(each) for each in given]
    queue = MAIL if task in _BY_MAIL else DEFAULT_QUEUE
    job = {"queue": queue, "task": task, "priority": priority, "arguments": arguments}
    if arguments:
        await send_later(session, _JOBS, job)


async def was_done(session: AsyncSession, job_id: int | None) -> bool:
    """Whether its effect was committed before, by a worker that died before it could say so.

    Of two workers with the same job the second waits for the first. The row of the job is not
    held: whoever destroys a case holds that, and takes its jobs away.
    """
    await send(session, _ALONE, {"job": str(job_id)})
    return bool(await send(session, _DONE, {"job": job_id}))


async def note_done(session: AsyncSession, job_id: int | None) -> None:
    """Beside its effect, in the same transaction; it goes with the job when that is finished."""
    await send_later(session, _NOTE_DONE, {"job": job_id})


async def waiting_behind(session: AsyncSession, job: Job, most: int) -> dict[int, dict[str, Any]]:
    """Jobs of its kind that nobody has begun, and what each was given."""
    asked = {"task": job.task_name, "priority": job.priority, "job": job.id, "most": most}
    return {found.id: found.args for found in await send(session, _BEHIND, asked)}


async def take_away(session: AsyncSession, job_ids: Collection[int]) -> set[int]:
    """Those of them that nobody has begun are this transaction's: with it they are done, or wait.

    Whoever destroys a case holds that and then takes its jobs away, so hold their cases before.
    """
    if not job_ids:
        return set()
    return {taken.id for taken in await send(session, _TAKE_AWAY, {"jobs": list(job_ids)})}


async def try_failed_again(session: AsyncSession) -> int:
    """Jobs that were given up wait anew; how many."""
    found = await (await session.connection()).execute(
        text(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = now()"
            " WHERE status = 'failed'"
        )
    )
    return int(found.rowcount)


async def forget_waiting(session: AsyncSession, task: str) -> None:
    """Take away the jobs of a task that nobody has begun."""
    await (await session.connection()).execute(
        text("DELETE FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'"),
        {"task": task},
    )
