"""A database that vanished without a word: a machine without power, or another in its place."""

import asyncio
import re
import select
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.away import is_away, patient_address
from backend.database.doors import engine_for, transaction
from backend.database.queue import connector_to
from tests.factories.black_hole import BlackHole, a_black_hole
from tests.factories.filing import STORY, a_browser
from tests.factories.pages import FORM_HEADERS, visible

RESTING = 3
PAGE = "/en/complain/story"
#: Against a hang only: what is decided here takes seconds.
LONGEST = 60


@dataclass
class Way:
    """Of the public door to the database, with connections that rest."""

    hole: BlackHole
    engine: AsyncEngine
    connections: list[int]

    async def break_off(self) -> None:
        """Whoever is connected hears nothing any more; another server stands there."""
        await self.hole.vanish()
        self.hole.come_back()


@pytest.fixture
async def way(database: Addresses) -> AsyncIterator[Way]:
    port = urlsplit(database.public).port
    assert port
    async with a_black_hole(port) as hole:
        address = database.for_sqlalchemy("public").replace(f":{port}/", f":{hole.port}/")
        made = Way(hole, engine_for(address, connections=RESTING), [])

        @event.listens_for(made.engine.sync_engine, "connect")
        def note(connection, _record):
            made.connections.append(connection.driver_connection.fileno())

        yield made
        await made.engine.dispose()


async def ask(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        await (await session.connection()).exec_driver_sql("SELECT pg_sleep(0.2)")


async def all_ask(way: Way) -> None:
    async with asyncio.timeout(LONGEST):
        await asyncio.gather(*(ask(way.engine) for _ in range(RESTING)))


async def test_one_person_is_told_so_with_what_they_typed_and_all_others_go_on(
    way: Way, installation: Installation
):
    await all_ask(way)
    through = replace(installation, engines=installation.engines | {"public": way.engine})
    async with a_browser(through) as browser, asyncio.timeout(LONGEST):
        token = re.search(r'name="csrf" value="([^"]+)"', (await browser.get(PAGE)).text)
        assert token
        typed = {"csrf": unescape(token.group(1)), "country": "TH", "account": STORY}
        await way.break_off()
        answers = []
        for _ in range(RESTING + 1):
            browser.cookies.clear()
            answers.append(await browser.post(PAGE, data=typed, headers=FORM_HEADERS))
    assert [answer.status_code for answer in answers] == [503] + [303] * RESTING
    assert STORY in visible(answers[0].text)


async def test_where_nobody_asks_meanwhile_nobody_notices(way: Way):
    await all_ask(way)
    await way.break_off()
    resting = select.poll()
    for connection in way.connections:
        resting.register(connection, select.POLLIN)
    async with asyncio.timeout(LONGEST):
        while len(resting.poll(0)) < RESTING:  # noqa: ASYNC110  only the kernel knows
            await asyncio.sleep(0.1)
    await all_ask(way)


async def test_whoever_connects_does_not_wait_for_long(way: Way):
    await way.hole.vanish()
    async with asyncio.timeout(LONGEST):
        with pytest.raises(Exception) as lost:  # noqa: PT011  whichever, it must be known as this
            await ask(way.engine)
    assert is_away(lost.value)


def waits(connection: psycopg.Connection | psycopg.AsyncConnection) -> tuple[int, int]:
    """Seconds of rest before it asks, and milliseconds for an answer."""
    with socket.socket(fileno=connection.fileno()) as known:
        kinds = (socket.TCP_KEEPIDLE, socket.TCP_USER_TIMEOUT)
        idle, answer = (known.getsockopt(socket.IPPROTO_TCP, kind) for kind in kinds)
        known.detach()
    return idle, answer


async def test_the_worker_waits_no_longer_and_what_the_operator_says_counts(database: Addresses):
    connector = connector_to(database.worker)
    await connector.open_async()
    async with connector.pool.connection() as connection:
        assert waits(connection) == (10, 10_000)
    await connector.close_async()
    with psycopg.connect(patient_address(f"{database.worker}?keepalives_idle=77")) as own:
        assert waits(own) == (77, 10_000)
