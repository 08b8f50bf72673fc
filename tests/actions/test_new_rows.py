"""Rows without the object layer: sent together, added where they are new, or put in place."""

from datetime import date

import psycopg
import pytest
from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from backend.app import Installation
from backend.database.doors import transaction
from backend.database.lines import read, shown
from backend.database.pipelines import ONLY_BEHIND, first_refusal
from backend.database.rows import add, add_all, add_if_new, put
from backend.database.wire import together
from backend.sealing.tools import Tools
from backend.web.models import RateKey
from backend.web.queries import rate_key

FIRST, SECOND, THIRD = date(1999, 1, 1), date(1999, 1, 2), date(1999, 1, 3)


@pytest.fixture(autouse=True)
async def without_keys(administrator: psycopg.Connection) -> None:
    administrator.execute("DELETE FROM rate_keys WHERE day < '2000-01-01'")


async def test_rows_sent_together_are_all_there_behind_the_block(installation: Installation):
    async with transaction(installation.engines["public"]) as session:
        async with together(session):
            await add(session, RateKey, day=FIRST, key=b"one")
            await add(session, RateKey, day=SECOND, key=b"two")
        assert await rate_key(session, FIRST) == b"one"
        assert await rate_key(session, SECOND) == b"two"


async def keys_of(engine: AsyncEngine, *days: date) -> None:
    async with transaction(engine) as session, together(session):
        for day in days:
            await add(session, RateKey, day=day, key=b"one")
            if day > SECOND:
                raise ZeroDivisionError


async def test_where_one_of_them_is_refused_none_is_kept(installation: Installation):
    engine = installation.engines["public"]
    with pytest.raises(psycopg.errors.UniqueViolation):
        await keys_of(engine, FIRST, FIRST, SECOND)

    async with transaction(engine) as session:
        assert await rate_key(session, FIRST) is None
        assert await rate_key(session, SECOND) is None


def refused(behind: type[psycopg.Error]) -> None:
    """As psycopg does where the answers to what stands behind a refusal come in apart."""
    try:
        raise psycopg.errors.UniqueViolation
    finally:
        raise behind


@pytest.mark.parametrize("behind", ONLY_BEHIND)
def test_what_was_refused_first_is_the_reason(behind: type[psycopg.Error]):
    with pytest.raises(behind) as raised:
        refused(behind)
    assert isinstance(first_refusal(raised.value), psycopg.errors.UniqueViolation)
    assert first_refusal(ZeroDivisionError()).__class__ is ZeroDivisionError


async def test_a_fault_of_the_program_in_the_block_keeps_none_either(installation: Installation):
    engine = installation.engines["public"]
    with pytest.raises(ZeroDivisionError):
        await keys_of(engine, FIRST, THIRD)

    async with transaction(engine) as session:
        assert await rate_key(session, FIRST) is None


async def test_a_row_is_added_once_and_then_stays(installation: Installation):
    async with transaction(installation.engines["public"]) as session:
        assert await add_if_new(session, RateKey, day=FIRST, key=b"one")
        assert not await add_if_new(session, RateKey, day=FIRST, key=b"two")
        assert await rate_key(session, FIRST) == b"one"


async def test_a_row_put_again_takes_the_place_of_the_first(tools: Tools):
    async with transaction(tools.engine) as session:
        await put(session, RateKey, day=FIRST, key=b"one")
        await put(session, RateKey, day=FIRST, key=b"two")
        assert await rate_key(session, FIRST) == b"two"
        await session.rollback()


async def test_more_rows_than_one_statement_takes_are_all_there(tools: Tools):
    days = [date(1999, 2, n) for n in range(1, 24)]
    async with transaction(tools.engine) as session:
        await add_all(session, RateKey, [{"day": day, "key": b"%d" % day.day} for day in days])
        assert [await rate_key(session, day) for day in days] == [b"%d" % n for n in range(1, 24)]
        await session.rollback()


async def test_a_row_refused_in_a_savepoint_takes_nothing_else_with_it(tools: Tools):
    async with transaction(tools.engine) as session:
        await add(session, RateKey, day=FIRST, key=b"one")
        with pytest.raises(psycopg.errors.UniqueViolation):
            async with session.begin_nested():
                await add(session, RateKey, day=FIRST, key=b"two")
        assert await add_if_new(session, RateKey, day=SECOND, key=b"two")
        assert await rate_key(session, FIRST) == b"one"
        await session.rollback()


async def test_a_statement_whose_text_changes_is_not_sent_as_it_is(tools: Tools):
    wanted = shown(RateKey, "key").where(col(RateKey.day).in_(bindparam("days", expanding=True)))
    async with transaction(tools.engine) as session:
        with pytest.raises(TypeError, match="any of an array"):
            await read(session, wanted, days=[FIRST])
