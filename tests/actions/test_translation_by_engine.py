"""The worker and the engine: off until switched on, hidden, checked, marked, never in the way."""

from uuid import UUID

import psycopg
import pytest

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.grievances.actions.asking_engine import SWITCHED_OFF, translate_waiting
from backend.languages.engines.protocol import EngineAway
from backend.sealing.tools import Tools
from tests.factories.engine_at_work import IN_THAI, SECRETS, a_case_in, switch, with_engine
from tests.factories.mail import run_jobs
from tests.factories.office import Desk, a_desk
from tests.factories.translation_engine import SPOILT, a_translation_engine

NAMED = {"contact_way": "email", "name": "สมชาย ใจดี", "email": "somchai@example.com"}


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    """Nobody there reads Thai."""
    made = await a_desk(tools, installation, country="BN", locale="en")
    await made.member()
    return made


def requests(administrator: psycopg.Connection, case_id: UUID) -> list[tuple[object, ...]]:
    ask = (
        "SELECT of_kind, by, done_at IS NOT NULL, fault FROM translation_requests WHERE case_id=%s"
    )
    return administrator.execute(ask, (case_id,)).fetchall()


def kept(administrator: psycopg.Connection, case_id: UUID) -> list[tuple[object, ...]]:
    ask = (
        "SELECT of_kind, to_language, maker, engine, staff_id FROM translations WHERE case_id = %s"
    )
    return administrator.execute(ask, (case_id,)).fetchall()


async def test_without_a_switch_no_request_leaves_the_house(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    with a_translation_engine() as server:
        case = await a_case_in(desk, "th", account=IN_THAI)
        await run_jobs(with_engine(tools, server), database)
        assert server.requests == []
    assert requests(administrator, case.id) == []


async def test_what_nobody_reads_is_translated_at_filing_with_names_and_numbers_hidden(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    with a_translation_engine() as server:
        there = with_engine(tools, server)
        await switch(desk, there, on=True)
        case = await a_case_in(desk, "th", account=IN_THAI, wanted="เงินบำนาญของผม", **NAMED)
        await run_jobs(there, database)
        assert server.asked("/translate")
        assert not [secret for secret in SECRETS if secret in server.texts]
    assert sorted(kept(administrator, case.id)) == [
        ("account", "en", "engine", "LibreTranslate", None),
        ("wanted", "en", "engine", "LibreTranslate", None),
    ]
    asked = "SELECT facts ->> 'reason' FROM events WHERE case_id = %s AND action = 'contact.opened'"
    assert ("hiding",) in administrator.execute(asked, (case.id,)).fetchall()


async def test_the_case_of_an_office_that_reads_the_language_stays_in_the_house(
    desk: Desk, tools: Tools, database: Addresses
):
    with a_translation_engine() as server:
        there = with_engine(tools, server)
        await switch(desk, there, on=True)
        await a_case_in(desk, "en")
        await run_jobs(there, database)
        assert server.requests == []


async def test_another_office_is_not_switched_on_with_this_one(
    desk: Desk, tools: Tools, installation: Installation, database: Addresses
):
    other = await a_desk(tools, installation, country="TL", locale="en")
    with a_translation_engine() as server:
        there = with_engine(tools, server)
        await switch(desk, there, on=True)
        await a_case_in(other, "th", account=IN_THAI)
        await run_jobs(there, database)
        assert server.requests == []


async def test_what_waits_when_it_is_switched_off_is_not_sent(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    with a_translation_engine("breaks") as server:
        there = with_engine(tools, server)
        await switch(desk, there, on=True)
        case = await a_case_in(desk, "th", account=IN_THAI)
        await run_jobs(there, database)
        assert requests(administrator, case.id) == [("account", "engine", False, "engine_away")]
        await switch(desk, there, on=False)
        server.requests.clear()
        await translate_waiting(there, (case.id, request_of(administrator, case.id)), last=False)
        assert server.requests == []
    assert requests(administrator, case.id) == [("account", "engine", True, SWITCHED_OFF)]


async def test_another_engine_than_the_one_agreed_to_gets_nothing(
    desk: Desk, tools: Tools, database: Addresses
):
    with a_translation_engine() as agreed, a_translation_engine() as other:
        await switch(desk, with_engine(tools, agreed), on=True)
        await a_case_in(desk, "th", account=IN_THAI)
        await run_jobs(with_engine(tools, other), database)
        assert agreed.requests == other.requests == []


def request_of(administrator: psycopg.Connection, case_id: UUID) -> UUID:
    ask = "SELECT id FROM translation_requests WHERE case_id = %s"
    return administrator.execute(ask, (case_id,)).fetchone()[0]


@pytest.mark.parametrize("mode", sorted(SPOILT))
async def test_an_answer_that_fails_a_check_is_kept_as_its_kind_only(
    mode: str, desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    with a_translation_engine(mode) as server:
        there = with_engine(tools, server)
        await switch(desk, there, on=True)
        case = await a_case_in(desk, "th", account=IN_THAI)
        await run_jobs(there, database)
    assert kept(administrator, case.id) == []
    [(_, _, done, fault)] = requests(administrator, case.id)
    assert done
    assert str(fault).startswith("answer_")


async def test_a_job_that_fails_for_a_while_is_tried_again_and_the_last_time_gives_up(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    with a_translation_engine("garbage") as server:
        there = with_engine(tools, server)
        await switch(desk, there, on=True)
        case = await a_case_in(desk, "th", account=IN_THAI)
        await run_jobs(there, database)
        assert requests(administrator, case.id) == [("account", "engine", True, "engine_nonsense")]
        second = await a_case_in(desk, "th", account=IN_THAI)
        server.mode = "breaks"
        await run_jobs(there, database)
        key = second.id, request_of(administrator, second.id)
        with pytest.raises(EngineAway):
            await translate_waiting(there, key, last=False)
        await translate_waiting(there, key, last=True)
    assert [row[2] for row in requests(administrator, second.id)] == [True]


async def test_without_an_engine_everything_else_works(
    desk: Desk, tools: Tools, database: Addresses, administrator: psycopg.Connection
):
    case = await a_case_in(desk, "th", account=IN_THAI)
    await run_jobs(tools, database)
    told = "SELECT count(*) FROM outbox WHERE case_id = %s"
    assert administrator.execute(told, (case.id,)).fetchone() != (0,)
    assert requests(administrator, case.id) == []
