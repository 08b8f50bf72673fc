"""Jobs that a dead worker left behind are tried again; two at once do the same thing once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from backend import clock
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.notifications.actions.outbox import Waiting, put_into_outbox, take_out_kept
from backend.sealing.tools import Tools
from tests.factories.house import eventually
from tests.factories.mail import run_jobs

pytestmark = pytest.mark.battery("T2")
LEAVE = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status, attempts)
VALUES ('default', %(task)s, %(lock)s, %(args)s, 'doing', 1) RETURNING id
"""
LOOK = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
VALUES ('default', 'worker.retry_stalled', '{"timestamp": 0}')
"""
LEFT = "SELECT status FROM procrastinate_jobs WHERE id = ANY (%s)"


@pytest.fixture
def queue(administrator: psycopg.Connection) -> Iterator[psycopg.Connection]:
    yield administrator
    administrator.execute("DELETE FROM procrastinate_jobs WHERE status IN ('doing', 'failed')")


def left_behind(queue: psycopg.Connection, task: str, lock: str | None, args: str) -> int:
    """Its worker is not known any more."""
    values = {"task": task, "lock": lock, "args": args}
    return int(queue.execute(LEAVE, values).fetchone()[0])


async def test_two_of_the_clock_do_not_keep_the_others_from_being_tried_again(
    queue: psycopg.Connection, tools: Tools, database: Addresses
):
    """One job of a kind may wait at a time, so the second of two is done by the first."""
    clock = [left_behind(queue, "audit.seal", "audit.seal", '{"timestamp": 0}') for _ in "123"]
    about = f'{{"case_id": "{uuid4()}"}}'
    others = [left_behind(queue, "grievances.call", None, about) for _ in "12"]
    queue.execute(LOOK)
    await run_jobs(tools, database)
    assert queue.execute(LEFT, ([*clock, *others],)).fetchall() == []
    failed = "SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'"
    assert ("worker.retry_stalled",) not in queue.execute(failed).fetchall()


async def test_two_that_look_for_kept_messages_take_each_out_once(
    queue: psycopg.Connection, tools: Tools
):
    now, about = clock.now(), uuid4()
    waiting = Waiting(about, (about,), "late", "en", now - timedelta(days=6), staff_id=uuid4())
    async with transaction(tools.engine) as session:
        await put_into_outbox(session, [waiting])
    queue.execute("UPDATE outbox SET state = 'kept' WHERE case_id = %s", (about,))
    jobs = "FROM procrastinate_jobs WHERE args->>'case_id' = %s"
    queue.execute(f"DELETE {jobs}".encode(), (str(about),))

    async def second() -> None:
        async with transaction(tools.engine) as session:
            await take_out_kept(session, now)

    async with transaction(tools.engine) as session:
        await take_out_kept(session, now)
        other = asyncio.create_task(second())
        held_up = "SELECT FROM pg_locks WHERE NOT granted"
        assert await asyncio.to_thread(eventually, lambda: queue.execute(held_up).fetchall())
    await other
    # Once, and behind what is new.
    assert queue.execute(f"SELECT priority {jobs}".encode(), (str(about),)).fetchall() == [(-1,)]
    queue.execute(f"DELETE {jobs}".encode(), (str(about),))
