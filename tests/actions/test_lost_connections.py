"""Connections that the server closed while they rested: nobody who comes later notices."""

import asyncio

import psycopg
import pytest

from backend.database.addresses import Addresses
from backend.database.doors import engine_for, transaction

RESTING = 3


async def process_behind(engine, seconds: float = 0) -> int:
    """The server's process, of a transaction that takes a while."""
    async with transaction(engine) as session:
        asked = await (await session.connection()).exec_driver_sql("SELECT pg_backend_pid()")
        await asyncio.sleep(seconds)
        return asked.scalar_one()


async def at_once(engine) -> set[int]:
    return set(await asyncio.gather(*(process_behind(engine, 0.2) for _ in range(RESTING))))


@pytest.fixture
async def pool(database: Addresses):
    engine = engine_for(database.for_sqlalchemy("desk"), connections=RESTING)
    yield engine
    await engine.dispose()


async def test_a_pool_whose_connections_were_closed_connects_anew(
    pool, administrator: psycopg.Connection
):
    before = await at_once(pool)
    assert len(before) == RESTING
    for process in before:
        administrator.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))
    assert len(await at_once(pool) - before) == RESTING


async def test_a_connection_that_rests_is_used_again(pool):
    assert await process_behind(pool) == await process_behind(pool)
