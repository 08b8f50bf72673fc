"""A real house on a small disk: what it says when the disk is full, and that it goes on after."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from backend.database.embedded import administrator_of
from backend.settings import Settings
from tests.factories.crowd import FROM_OUR_PAGE, STORY, Crowd, Filed
from tests.factories.house import House, a_house, eventually, suara_said
from tests.factories.pages import send_form, visible
from tests.factories.small_disk import SmallDisk, a_disk, a_disk_for_a_house, why_no_disk

NO_DISK = why_no_disk()
pytestmark = [pytest.mark.battery("T5"), pytest.mark.skipif(bool(NO_DISK), reason=NO_DISK)]
MEGABYTES = 240
WHILE_FULL = 40
AT_ONCE = 8
NOT_KEPT = "We could not keep what you sent. Please send it again in a few minutes."
A_FILE = ("notes.txt", b"The refusal, in full. " * 4000, "text/plain")


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    folder = tmp_path_factory.mktemp("full") / "data"
    with a_disk_for_a_house(folder, MEGABYTES) as mounted:
        yield mounted


@pytest.fixture(scope="module")
def house(disk: SmallDisk) -> Iterator[House]:
    with a_house(disk.folder) as standing:
        add = ("organisation", "add", "th-office", "--name", "en=The office", "--intake")
        assert suara_said(*add, data_dir=standing.data_dir)[0] == 0
        yield standing


def asked(house: House, query: str) -> list[tuple[object, ...]]:
    """As the administrator of its database."""
    address = administrator_of(Settings(data_dir=house.data_dir))
    assert address
    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchall()


def cases_in(house: House) -> int:
    return int(str(asked(house, "SELECT count(*) FROM cases")[0][0]))


def serves_again(house: House) -> bool:
    return eventually(lambda: house.answers("/readyz"), within=60)


#: After it the next change needs a new file of the log, and without one PostgreSQL ends.
NEW_LOG = "SELECT pg_switch_wal()"


def a_browser(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=house.origin, headers=FROM_OUR_PAGE, timeout=30)


class Filers:
    """Programs, each in a network of its own with a key of its own; they try again when told."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.refused: list[int] = []
        self.so_far = 0

    async def file(self, count: int) -> None:
        self.so_far += count
        await self._all(list(range(self.so_far - count, self.so_far)))

    async def try_again(self) -> None:
        refused, self.refused = self.refused, []
        await self._all(refused)

    async def _all(self, numbers: list[int]) -> None:
        for start in range(0, len(numbers), AT_ONCE):
            await asyncio.gather(*map(self._one, numbers[start : start + AT_ONCE]))

    async def _one(self, number: int) -> None:
        browser = await self.crowd.a_browser(number)
        sent = {"json": STORY, "headers": {"Idempotency-Key": f"{id(self.crowd)}-{number:020}"}}
        answer = await browser.post("/api/v1/grievances", **sent)
        if answer.status_code == 503:
            assert answer.json()["title"] == NOT_KEPT
            assert int(answer.headers["retry-after"]) > 0
            self.refused.append(number)
            return
        assert answer.status_code == 201, answer.text

        async def again() -> str:
            return str((await browser.post("/api/v1/grievances", **sent)).json()["receipt_code"])

        self.crowd.answered.append(Filed(answer.json()["receipt_code"], again))


@pytest.mark.parametrize("first", ["SELECT 1", NEW_LOG], ids=["for tables", "for the log"])
async def test_what_is_acknowledged_is_kept_and_the_rest_is_refused_until_there_is_room(
    house: House,
    disk: SmallDisk,
    first: str,
    counted: Callable[[str, int], None],
    scale: Callable[[int, int], int],
) -> None:
    before = cases_in(house)
    async with Crowd(house.origin) as crowd:
        filers = Filers(crowd)
        await filers.file(scale(40, 400))
        with disk.full():
            with contextlib.suppress(psycopg.OperationalError):  # it may end at once
                asked(house, first)
            await filers.file(scale(WHILE_FULL, 120))
            assert house.answers(), "nobody is told anything any more"
        refused = len(filers.refused)
        assert refused, "the disk was not full"
        assert await asyncio.to_thread(serves_again, house)
        # Nothing that was acknowledged was only in memory.
        os.kill(house.postmaster(), signal.SIGKILL)
        assert await asyncio.to_thread(serves_again, house)
        await filers.try_again()
        assert filers.refused == []
        assert await crowd.lost() == await crowd.changed() == []
    assert cases_in(house) - before == len(crowd.answered)
    counted("filings acknowledged", len(crowd.answered))
    counted("filings refused with 503", refused)
    counted("acknowledged filings lost", 0)


async def test_a_form_that_could_not_be_kept_comes_back_with_what_was_typed(
    house: House, disk: SmallDisk, counted: Callable[[str, int], None]
) -> None:
    """Long, so that it fits into no page of a table that is there already."""
    before, told = cases_in(house), "The machine refused me. " * 700
    story = STORY | {"account": told.strip()}
    async with a_browser(house) as browser:
        assert (await browser.get("/en/complain/story")).status_code == 200
        for page, fields in (("story", story), ("check", {"language": "en"})):
            with disk.full():
                answer = await send_form(browser, f"/en/complain/{page}", fields)
            assert answer.status_code == 503
            assert NOT_KEPT in visible(answer.text)
            assert fields.get("account", "") in visible(answer.text)
            answer = await send_form(browser, f"/en/complain/{page}", fields)
            assert answer.status_code == 303, visible(answer.text)
        assert (await browser.get(answer.headers["location"])).status_code == 200
    assert cases_in(house) == before + 1
    counted("forms refused with 503", 2)


async def test_of_a_file_that_has_no_room_nothing_stays(
    house: House, disk: SmallDisk, counted: Callable[[str, int], None]
) -> None:
    async with a_browser(house) as browser:
        await send_form(browser, "/en/complain/story", STORY)
        sent = ("/en/complain/files", {"continue": "1"}, [("files", A_FILE)])
        with disk.full(leave=len(A_FILE[1]) // 2):
            answer = await send_form(browser, *sent)
        assert answer.status_code == 503
        assert NOT_KEPT in visible(answer.text)
        assert list((house.data_dir / "files").iterdir()) == []
        assert (await send_form(browser, *sent)).status_code == 303
    assert len(list((house.data_dir / "files").iterdir())) == 1
    counted("files refused with 503", 1)


def test_a_backup_onto_a_full_disk_says_so_and_leaves_nothing_that_looks_like_one(
    house: House, tmp_path: Path, counted: Callable[[str, int], None]
) -> None:
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_text("quiet rivers carry heavy boats", encoding="utf-8")
    with a_disk(tmp_path / "backups", 64) as target:
        words = ("backup", str(target.folder))
        there = {"data_dir": house.data_dir, "SUARA_BACKUP_PASSPHRASE_FILE": str(secret)}
        with target.full(leave=100_000):
            code, out, err = suara_said(*words, **there)
            assert [path.name for path in target.folder.iterdir()] == ["ballast"]
        assert (code, out) == (1, "")
        assert "No space left on device" in err.splitlines()[-1]
        assert "Traceback" not in err
        assert suara_said(*words, **there)[0] == 0
    counted("backups onto a full disk", 1)


def test_the_doctor_says_it(house: House, disk: SmallDisk) -> None:
    with disk.full():
        code, out, _ = suara_said("doctor", data_dir=house.data_dir)
    assert code == 1
    assert "bad   disk: 0.0 GB free. Complaints cannot be kept on a full disk: make room" in out
