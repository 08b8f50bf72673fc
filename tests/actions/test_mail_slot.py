"""A mail server that says nothing holds up mail, and nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import psycopg
import pytest

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from backend.worker import work
from tests.factories.house import eventually
from tests.factories.jobs import a_calm_desk
from tests.factories.mail import Postbox, make_due, open_postbox, run_jobs, with_mail
from tests.factories.office import Desk
from tests.factories.outage import Outage, an_outage

pytestmark = pytest.mark.battery("T6")
INDEXED = "SELECT count(*) FROM case_tokens WHERE case_id = ANY (%s)"
SENT = "SELECT state, count(*) FROM outbox WHERE case_id = ANY (%s) GROUP BY state"
AT_IT = """
SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status = 'doing' GROUP BY queue_name
"""


@pytest.fixture
async def desk(tools: Tools, installation: Installation, database: Addresses) -> Desk:
    return await a_calm_desk(tools, installation, database)


@contextlib.asynccontextmanager
async def a_worker(tools: Tools, database: Addresses) -> AsyncIterator[None]:
    working = asyncio.create_task(work(tools, database.worker))
    try:
        yield
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


async def until_indexed(administrator: psycopg.Connection, ids: list[object]) -> None:
    def indexed() -> bool:
        return administrator.execute(INDEXED, (ids,)).fetchone() == (len(ids),)

    assert await asyncio.to_thread(eventually, indexed)


async def test_new_cases_are_taken_in_while_a_mail_server_says_nothing(
    desk: Desk, database: Addresses, administrator: psycopg.Connection
):
    outage = Outage()
    there = with_mail(desk.tools, f"smtp://127.0.0.1:{outage.port}")
    async with an_outage(outage), a_worker(there, database):
        before = [(await desk.case()).id for _ in range(3)]
        await outage.holds()
        await until_indexed(administrator, before)
        after = [(await desk.case()).id for _ in range(3)]
        await until_indexed(administrator, after)
        assert outage.holding == 1
        assert dict(administrator.execute(AT_IT).fetchall()).get("mail") == 1
        outage.over.set()
    with open_postbox(Postbox(port=outage.port)):
        make_due(administrator)
        await run_jobs(there, database)
    sent = administrator.execute(SENT, (before + after,)).fetchall()
    assert sent == [("sent", len(before + after))]
