"""kill -9 in the middle of filings: nothing acknowledged is lost, nothing is filed twice."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from backend.database.embedded import administrator_of
from backend.settings import Settings
from tests.factories.crew import dead_for_long, jobs_left
from tests.factories.crowd import Crowd
from tests.factories.house import House, a_house, eventually
from tests.factories.house_people import PASSWORD, said
from tests.factories.pages import send_form
from tests.factories.ports import free_port

PROGRAMS = 160
#: Each case that is filed must have led to so many of these, in the end.
EFFECTS = """
SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM receipts), (SELECT count(*) FROM facts),
  (SELECT count(*) FROM case_tokens), (SELECT count(*) FROM outbox WHERE template = 'new_case'),
  (SELECT count(DISTINCT case_id) FROM outbox WHERE template = 'new_case'),
  (SELECT count(*) FROM events WHERE action = 'case.filed')
"""
Count = Callable[[str, int], None]
Scale = Callable[[int, int], int]


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """With an office at which one person hears of new complaints."""
    with a_house(tmp_path_factory.mktemp("crash") / "data") as standing:
        said(standing, "organisation", "add", "th-office", "--name", "en=The office", "--intake")
        who = ("may@example.org", "May", "--organisation", "th-office", "--role", "caseworker")
        code = said(standing, "staff", "add", *who).split()[-1]
        async with httpx.AsyncClient(base_url=standing.origin, timeout=30) as browser:
            words = {"password": PASSWORD, "password_again": PASSWORD}
            answer = await send_form(browser, "/desk/invitation", {"invitation": code} | words)
            assert answer.status_code == 303, answer.text
        yield standing


@contextlib.contextmanager
def tables_of(house: House) -> Iterator[psycopg.Connection]:
    """The address is another one each time that the house is started."""
    address = said(house, "database", "url", "--role", "owner").strip()
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def cases_in(house: House) -> int:
    with tables_of(house) as tables:
        row = tables.execute("SELECT count(*) FROM cases").fetchone()
    assert row
    return int(row[0])


def kill_web(house: House) -> None:
    for pid in house.children("web-process"):
        os.kill(pid, signal.SIGKILL)


def kill_worker(house: House) -> None:
    for pid in house.children("worker"):
        os.kill(pid, signal.SIGKILL)


def kill_database(house: House) -> None:
    os.kill(house.postmaster(), signal.SIGKILL)


def kill_supervisor(house: House) -> None:
    house.end(signal.SIGKILL)
    house.begin_anew()


BLOWS = {kill_worker: "worker", kill_web: "web process", kill_database: "database",
         kill_supervisor: "supervisor"}  # fmt: skip


async def kill_in_between(house: House, crowd: Crowd, filings: int, rounds: int) -> None:
    kills = [*BLOWS] * rounds
    for number, kill in enumerate(kills, 1):
        await crowd.until(filings * number // (len(kills) + 1))
        await asyncio.to_thread(kill, house)
        # The next blow falls on a house that serves again, not on one that is still getting up.
        assert await asyncio.to_thread(serves_again, house), kill.__name__


@pytest.mark.battery("T1")
async def test_no_receipt_is_lost_and_nothing_is_filed_twice(
    house: House, scale: Scale, counted: Count
) -> None:
    filings, rounds = scale(120, 1000), scale(1, 3)
    before = cases_in(house)
    async with Crowd(house.origin) as crowd:
        await asyncio.gather(
            crowd.file(filings // 2, filings // 2), kill_in_between(house, crowd, filings, rounds)
        )
        lost, changed = await crowd.lost(), await crowd.changed()
        twice = cases_in(house) - before - len({filed.code for filed in crowd.answered})
        counted("acknowledged filings", len(crowd.answered))
        counted("interrupted tries", crowd.interrupted)
        for name in BLOWS.values():
            counted(f"kills of the {name}", rounds)
        counted("filings lost", len(lost))
        counted("filed twice", twice)
        assert crowd.interrupted, "no blow fell while somebody was filing"
        assert len({filed.code for filed in crowd.answered}) == filings
        assert (lost, changed, twice) == ([], [], 0)


@pytest.mark.battery("T1")
async def test_each_case_has_all_that_follows_from_its_filing_once(
    house: House, counted: Count
) -> None:
    """After the blows, once the jobs of the workers that died were tried again."""
    async with Crowd(house.origin) as crowd:
        filing = asyncio.create_task(crowd.file(10, 10))
        await crowd.until(10)
        kill_worker(house)
        await filing
        counted("acknowledged filings", len(crowd.answered))
        counted("kills of the worker", 1)
    with tables_of(house) as tables:
        assert await asyncio.to_thread(eventually, lambda: all_done(tables), within=120)
        effects = tables.execute(EFFECTS).fetchone()
    assert effects
    counted("cases with all their effects once", effects[0])
    assert set(effects) == {effects[0]}
    assert said(house, "audit", "verify").startswith("The record fits")


def all_done(tables: psycopg.Connection) -> bool:
    """One worker lives, and it is the last that came; it has a name for each of its two queues."""
    dead_for_long(tables, "id < (SELECT max(id) - 1 FROM procrastinate_workers)")
    return jobs_left(tables) == 0


@pytest.mark.battery("T1c")
async def test_a_house_that_answers_before_it_commits_is_found_out(
    house: House, counted: Count
) -> None:
    """A control, which must report losses.

    A process that commits half a second after its answer is killed in the same way. That
    the loss is seen proves that the checks above would see it too, should a commit ever move
    behind an answer.
    """
    hasty, port = a_hasty_process(house)
    async with Crowd(f"http://127.0.0.1:{port}") as crowd:
        try:
            started = await asyncio.to_thread(eventually, lambda: answers(crowd.origin), within=120)
            assert started
            filing = asyncio.create_task(crowd.file(0, PROGRAMS))
            await crowd.until(PROGRAMS // 2)
        finally:
            hasty.kill()
            hasty.wait()
        filing.cancel()
        await asyncio.gather(filing, return_exceptions=True)
        crowd.origin = house.origin
        lost = await crowd.lost()

    counted("acknowledged filings", len(crowd.answered))
    counted("losses reported", len(lost))
    assert lost
    assert len(lost) < len(crowd.answered)


@pytest.mark.battery("T1c")
async def test_a_database_that_says_so_before_it_writes_is_found_out(
    house: House, counted: Count
) -> None:
    """The other control: what was committed lies in the memory of postgres for seconds."""
    async with Crowd(house.origin) as crowd:
        with a_hasty_database(house):
            filing = asyncio.create_task(crowd.file(0, PROGRAMS))
            await crowd.until(PROGRAMS // 2)
            await asyncio.to_thread(kill_database, house)
            await filing
            lost = await crowd.lost()
    counted("acknowledged filings", len(crowd.answered))
    counted("losses reported", len(lost))
    assert lost
    assert len(lost) < len(crowd.answered)


#: What would write the log of postgres before a kill, by chance, is put off until after it.
HASTY = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "bgwriter_lru_maxpages": "0",
    "checkpoint_timeout": "1d",
}


@contextlib.contextmanager
def a_hasty_database(house: House) -> Iterator[None]:
    changes = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in HASTY.items()]
    as_administrator(house, *changes, "SELECT pg_reload_conf()", "CHECKPOINT")
    try:
        yield
    finally:  # the tests that follow stand in the same house
        back = [f"ALTER SYSTEM RESET {name}" for name in HASTY]
        as_administrator(house, *back, "SELECT pg_reload_conf()")


def as_administrator(house: House, *statements: str) -> None:
    address = administrator_of(Settings(data_dir=house.data_dir))
    assert address
    with psycopg.connect(address, autocommit=True) as administrator:
        for statement in statements:
            administrator.execute(statement.encode())


def a_hasty_process(house: House) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.faults.answering_too_early", house.data_dir, str(port)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2]), port  # noqa: S603  our own


def answers(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def serves_again(house: House) -> bool:
    return eventually(lambda: house.answers("/readyz"), within=60)
