"""Parts of a page that ask beside each other: in one journey, each as if it were alone."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from backend.database.doors import enter, transaction
from backend.database.questions import Questions
from backend.database.rows import add
from backend.sealing.tools import Tools
from backend.web.models import RateKey
from backend.web.queries import rate_key

FIRST, SECOND, THIRD = date(1998, 1, 1), date(1998, 1, 2), date(1998, 1, 3)


@pytest.fixture
async def session(tools: Tools) -> AsyncIterator[AsyncSession]:
    """With keys of two days, which nobody else sees."""
    async with transaction(tools.engine) as found:
        await add(found, RateKey, day=FIRST, key=b"one")
        await add(found, RateKey, day=SECOND, key=b"two")
        yield found
        await found.rollback()


async def keys(session: AsyncSession, *days: date) -> list[bytes | None]:
    """One after the other."""
    return [await rate_key(session, day) for day in days]


async def keys_beside(session: AsyncSession, *days: date) -> list[bytes | None]:
    async with Questions(session) as ask:
        asked = [ask(rate_key(session, day)) for day in days]
    return [part.answer for part in asked]


async def test_each_part_has_its_own_answer(session: AsyncSession):
    assert await keys_beside(session, SECOND, FIRST, THIRD) == [b"two", b"one", None]


async def test_parts_of_parts_and_those_that_ask_again_are_answered_too(session: AsyncSession):
    async with Questions(session) as ask:
        one = ask(rate_key(session, FIRST))
        beside = ask(keys_beside(session, SECOND, FIRST))
        after = ask(keys(session, FIRST, THIRD, SECOND))
        nothing = ask(keys(session))

    assert (one.answer, beside.answer) == (b"one", [b"two", b"one"])
    assert (after.answer, nothing.answer) == ([b"one", None, b"two"], [])


async def test_what_is_asked_in_one_turn_goes_in_one_journey(session: AsyncSession, monkeypatch):
    journeys = []
    pipeline = psycopg.AsyncConnection.pipeline

    def counted(connection: psycopg.AsyncConnection[Any]) -> Any:
        journeys.append(connection)
        return pipeline(connection)

    monkeypatch.setattr(psycopg.AsyncConnection, "pipeline", counted)
    async with Questions(session) as ask:
        ask(keys_beside(session, FIRST, SECOND))
        ask(keys(session, FIRST, SECOND))
        ask(keys_beside(session, THIRD, FIRST))

    assert len(journeys) == 1, "the one that asked again went alone"


async def test_a_part_may_ask_through_the_object_layer(session: AsyncSession):
    async def model() -> RateKey | None:
        return await session.scalar(select(RateKey).where(RateKey.day == FIRST))

    async with Questions(session) as ask:
        asked, found, again = ask(rate_key(session, SECOND)), ask(model()), ask(model())

    assert asked.answer == b"two"
    assert found.answer is again.answer is not None


async def test_what_is_told_first_is_told_before_the_questions(tools: Tools):
    sent: list[str] = []

    async def told(session: AsyncSession) -> Any:
        text = (
            "SELECT current_setting('suara.draft') FROM rate_keys RIGHT JOIN (SELECT 1) x ON true"
        )
        return (await (await session.connection()).exec_driver_sql(text)).scalar()

    async with transaction(tools.engine, draft=b"a") as session:
        connection = await session.connection()
        event.listen(
            connection.sync_connection, "before_cursor_execute", lambda *a: sent.append(a[2])
        )
        async with Questions(session) as ask:
            ask(enter(session, draft=b"b"))
            ask(rate_key(session, FIRST))
        assert await told(session) == b"b".hex()
    assert "set_config" in sent[0]
    assert "rate_keys" in sent[1]


async def fails(session: AsyncSession) -> None:
    await rate_key(session, FIRST)
    raise ZeroDivisionError


async def adds(session: AsyncSession) -> None:
    await add(session, RateKey, day=THIRD, key=b"three")


@pytest.mark.parametrize(("part", "error"), [(fails, ZeroDivisionError), (adds, TypeError)])
async def test_a_part_that_fails_or_writes_behind_a_question_ends_all(
    session: AsyncSession, part: Any, error: type[Exception]
):
    async def beside() -> None:
        async with Questions(session) as ask:
            ask(keys(session, FIRST, SECOND, THIRD))
            ask(part(session))

    with pytest.raises(error):
        await beside()
    assert await keys(session, SECOND, THIRD) == [b"two", None], "it goes on as before"
