"""kill -9 in the middle of filings: nothing acknowledged is lost, nothing is filed twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from backend.database.embedded import free_port
from tests.factories.crowd import Crowd
from tests.factories.house import House, a_house, eventually, suara_said

FORMS = PROGRAMS = 100
#: Killed each time that so many more hold a receipt.
KILLED_AT = (40, 100, 160)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("crash") / "data") as standing:
        add = ("organisation", "add", "th-office", "--name", "en=The office", "--intake")
        assert suara_said(*add, data_dir=standing.data_dir)[0] == 0
        yield standing


def cases_in(house: House) -> int:
    code, address, err = suara_said("database", "url", "--role", "owner", data_dir=house.data_dir)
    assert code == 0, err
    with psycopg.connect(address.strip()) as connection:
        row = connection.execute("SELECT count(*) FROM cases").fetchone()
    assert row
    return int(row[0])


def kill_web(house: House) -> None:
    for pid in house.children("web-process"):
        os.kill(pid, signal.SIGKILL)


def kill_database(house: House) -> None:
    os.kill(house.postmaster(), signal.SIGKILL)


async def kill_at_times(house: House, crowd: Crowd, kill: Callable[[House], None]) -> None:
    for so_many in KILLED_AT:
        await crowd.until(so_many)
        kill(house)
        # The next blow falls on a house that serves again, not on one that is still getting up.
        assert await asyncio.to_thread(serves_again, house)


@pytest.mark.parametrize("kill", [kill_web, kill_database])
async def test_no_receipt_is_lost_and_nothing_is_filed_twice(
    house: House, kill: Callable[[House], None]
) -> None:
    before = cases_in(house)
    async with Crowd(house.origin) as crowd:
        await asyncio.gather(crowd.file(FORMS, PROGRAMS), kill_at_times(house, crowd, kill))

        assert crowd.interrupted, "no blow fell while somebody was filing"
        assert len({filed.code for filed in crowd.answered}) == FORMS + PROGRAMS
        assert await crowd.lost() == []
        assert await crowd.changed() == []
    assert cases_in(house) - before == FORMS + PROGRAMS


async def test_a_house_that_answers_before_it_commits_is_found_out(house: House) -> None:
    """The control, which must report losses.

    A process that commits a tenth of a second after its answer is killed in the same way. That
    the loss is seen proves that the checks above would see it too, should a commit ever move
    behind an answer. (A killed postgres loses nothing that reached the kernel, so turning off
    ``synchronous_commit`` or ``fsync`` would prove little here: only a power cut shows those.)
    """
    hasty, port = a_hasty_process(house)
    async with Crowd(f"http://127.0.0.1:{port}") as crowd:
        try:
            assert await asyncio.to_thread(eventually, lambda: answers(crowd.origin))
            filing = asyncio.create_task(crowd.file(0, PROGRAMS))
            await crowd.until(PROGRAMS // 2)
        finally:
            hasty.kill()
            hasty.wait()
        filing.cancel()
        await asyncio.gather(filing, return_exceptions=True)
        crowd.origin = house.origin
        lost = await crowd.lost()

    assert lost
    assert len(lost) < len(crowd.answered)


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
