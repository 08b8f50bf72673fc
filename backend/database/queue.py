"""Jobs are rows of the caller's transaction: no change without its job, and no job without it."""

from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import bindparam, column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.away import is_closed, patient_address
from backend.database.wire import send, send_later

#: In web processes its own pool is never opened; the worker gives it one.
jobs = App(connector=PsycopgConnector(), import_paths=[])
#: For what may fail for a while: the last attempt is made about a day after the first.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=5)

_JOB = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)"
    " VALUES ('default', :task, :priority, :arguments)"
).bindparams(bindparam("arguments", type_=JSONB))
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('job ' || :job, 0))")
_DONE = text(
    "SELECT id FROM procrastinate_events WHERE job_id = :job AND type = 'succeeded'"
).columns(column("id"))
_NOTE_DONE = text(
    "INSERT INTO procrastinate_events (job_id, type)"
    " SELECT id, 'succeeded' FROM procrastinate_jobs WHERE id = :job FOR KEY SHARE"
)


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
    await _put(session, task, 0, arguments)


async def enqueue_first(session: AsyncSession, task: str, **arguments: Any) -> None:
    """Before the others: somebody waits at a page for what it makes, or is in danger."""
    await _put(session, task, 1, arguments)


async def enqueue_last(session: AsyncSession, task: str, **arguments: Any) -> None:
    """Behind the others, those too that come later: nobody minds when it is done."""
    await _put(session, task, -1, arguments)


async def _put(session: AsyncSession, task: str, priority: int, arguments: Any) -> None:
    """As ``defer_async`` would, which fetches the id: nobody asks for it, so nobody waits here."""
    job = {"task": task, "priority": priority, "arguments": arguments}
    await send_later(session, _JOB, job)


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
