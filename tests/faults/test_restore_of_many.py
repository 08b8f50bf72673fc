"""A copy of very many cases: restored whole, the destroyed stay destroyed, altered ones refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import Role
from backend.backup.actions.container import PIECE, read_head
from backend.backup.actions.places import restore
from backend.backup.actions.restoring import read_backup
from backend.backup.rules.manifest import BackupRefused
from backend.cases.actions.opening import OpenedCase
from backend.database.embedded import EmbeddedServer
from backend.destruction.actions import agreeing
from backend.destruction.actions.destroying import destroy
from backend.grievances.rules.receipt_code import code_hash, read_code
from backend.sealing.fields import Place as Bound
from backend.sealing.fields import unseal
from backend.sealing.keys import unwrap_for_receipt
from backend.sealing.queries import place_of
from tests.factories.destruction import asked, rows_left
from tests.factories.office import Desk
from tests.factories.places import Place, a_place, into, settings_of
from tests.factories.seeding.making import Shown
from tests.factories.seeding.running import Seeded, Wanted, seed

pytestmark = pytest.mark.battery("T8")

OFFICE = "th-office"
#: Of those that are kept, so many are opened by their receipt codes.
OPENED = 50
#: Bytes of a piece of the container, with its length and its tag.
WHOLE = 4 + PIECE + 16
#: Over the sealed stories and keys of all cases but those that were destroyed.
DIGEST = """SELECT count(*), sum(hashtextextended(md5(k.wrapped), 0)::numeric),
  sum(hashtextextended(md5(g.sealed_account), 0)::numeric)
  FROM grievances g JOIN key_slots k USING (case_id) WHERE NOT case_id = ANY (%s)"""


@dataclass(frozen=True)
class Copy:
    """An old copy, and what was destroyed after it was made."""

    place: Place
    backup: Path
    doomed: list[Shown]
    kept: list[Shown]
    cases: int

    @property
    def gone(self) -> list[UUID]:
        return [one.case_id for one in self.doomed]


@pytest.fixture(scope="module")
async def copy(
    tmp_path_factory: pytest.TempPathFactory, scale: Callable[[int, int], int]
) -> AsyncIterator[Copy]:
    folder = tmp_path_factory.mktemp("many")
    cases, doomed = scale(600, 100_000), scale(10, 100)
    wanted = Wanted(cases, (doomed + OPENED) * 4, scale(16, 0), scale(1, 2))
    (folder / "backups").mkdir()
    async with a_place(folder / "data") as place:
        seeded = await seed(place.tools, place.administrator, wanted)
        backup = place.backup(folder / "backups")
        known = seeded.of(OFFICE)
        await destroy_all(place, seeded, known[:doomed])
        yield Copy(place, backup, known[:doomed], known[doomed : doomed + OPENED], cases)


async def destroy_all(place: Place, seeded: Seeded, doomed: list[Shown]) -> None:
    """The whole road: the person asks, two people of the office agree, the worker destroys."""
    desk = Desk(place.tools, place.installation, None, None, "")
    two = [colleague(seeded, role) for role in (Role.CASEWORKER, Role.SUPERVISOR)]
    with psycopg.connect(place.administrator, autocommit=True) as administrator:
        for one in doomed:
            day = clock.now().date()
            case = OpenedCase(one.case_id, one.reference, (one.office,), day, day, day)
            await desk.complainant_acts(case, "erase", clock.now())
            for member in two:
                await desk.do(agreeing.agree, case, None, member=member)
            assert await destroy(place.tools, asked(administrator, case.id), clock.now())


def colleague(seeded: Seeded, role: Role) -> NewColleague:
    email = f"{role}@{OFFICE[:2]}.example"
    office = seeded.offices.organisations[OFFICE]
    return NewColleague(office, email, email, role, "en", ("en",), seeded.offices.staff[email])


def read_by_code(connection: psycopg.Connection, code: str) -> str | None:
    """The story that whoever brings the code reads; nothing where no key of it is left."""
    secret = read_code(code)
    query = """SELECT k.id, k.wrapped, g.id, g.sealed_account FROM receipts r
      JOIN key_slots k ON k.case_id = r.case_id AND k.holder_id IS NULL
      JOIN grievances g ON g.case_id = r.case_id WHERE code_hash = %s"""
    row = connection.execute(query, (code_hash(secret),)).fetchone()
    if row is None:
        return None
    key = unwrap_for_receipt(row[1], secret, place_of(row[0]))
    return unseal(key, row[3], Bound("grievances", "account", row[2]))


def digest(connection: psycopg.Connection, copy: Copy) -> tuple[object, ...]:
    return connection.execute(DIGEST, (copy.gone,)).fetchone()


async def test_an_older_copy_brings_all_cases_back_but_those_that_were_destroyed(
    copy: Copy, tmp_path: Path, counted: Callable[[str, int], None]
):
    empty = settings_of(tmp_path / "elsewhere" / "data")
    ledger = copy.place.settings.ledger_file
    restoring = into(empty, copy.backup, ledger=ledger)
    restored = await asyncio.to_thread(restore, restoring, clock.now())
    assert restored.destroyed_again == len(copy.doomed)
    with psycopg.connect(copy.place.administrator) as before:
        wanted = digest(before, copy)
        stories = [read_by_code(before, one.code) for one in copy.kept]
    server = EmbeddedServer(empty.data_dir)
    server.start()
    with psycopg.connect(f"{server.administrator}/suara") as after:
        assert digest(after, copy) == wanted
        cases = after.execute("SELECT count(*) FROM cases").fetchone()[0]
        assert [read_by_code(after, one.code) for one in copy.kept] == stories
        assert [read_by_code(after, one.code) for one in copy.doomed] == [None] * len(copy.doomed)
        for case_id in copy.gone:
            assert not rows_left(after, case_id).keys() - {"receipts", "events", "destructions"}
    server.remove()
    assert cases == copy.cases
    assert all(stories)
    counted("cases restored", cases)
    counted("cases that stayed destroyed", len(copy.doomed))


@dataclass(frozen=True)
class Altered:
    """What becomes of a copy: the bytes from ``begin`` on are others, or the file ends ``at``."""

    begin: int
    instead: bytes | None = None

    def apply(self, path: Path) -> bytes:
        """Gives what was there."""
        with path.open("r+b") as file:
            file.seek(self.begin)
            before = file.read() if self.instead is None else file.read(len(self.instead))
            file.seek(self.begin)
            if self.instead is None:
                file.truncate()
            else:
                file.write(self.instead)
        return before


def turned(path: Path, at: int) -> Altered:
    """One bit of the byte at this place."""
    with path.open("rb") as file:
        file.seek(at)
        return Altered(at, bytes([file.read(1)[0] ^ 1]))


def alterations(path: Path) -> dict[str, Altered]:
    """Of a copy of at least three pieces."""
    with path.open("rb") as file:
        head = len(read_head(file)[1])
        first, second = file.read(WHOLE), file.read(WHOLE)
    size = path.stat().st_size
    middle = head + (size - head) // (2 * WHOLE) * WHOLE
    return {
        "empty": Altered(0),
        "cut within its head": Altered(head // 2),
        "cut after its first piece": Altered(head + WHOLE),
        "cut in the middle of a piece": Altered(middle + WHOLE // 2),
        "without its last byte": Altered(size - 1),
        "another head": turned(path, head - 4),
        "a bit of the first piece": turned(path, head + 40),
        "a bit of the middle": turned(path, middle + 100),
        "a bit of the last byte": turned(path, size - 1),
        "a length that is another": turned(path, head + 2),
        "two pieces in each other's place": Altered(head, second + first),
        "a piece twice": Altered(head + WHOLE, first),
    }


async def test_each_altered_copy_is_refused_and_the_place_stays_empty(
    copy: Copy, tmp_path: Path, counted: Callable[[str, int], None]
):
    empty, whole = settings_of(tmp_path / "elsewhere" / "data"), copy.backup.stat().st_size
    tried = alterations(copy.backup)
    for name, altered in tried.items():
        before = altered.apply(copy.backup)
        with pytest.raises(BackupRefused):
            await asyncio.to_thread(restore, into(empty, copy.backup), clock.now())
        assert not empty.data_dir.exists(), name
        Altered(altered.begin, before).apply(copy.backup)
    assert copy.backup.stat().st_size == whole
    assert await asyncio.to_thread(read_backup, into(empty, copy.backup)), "whole again, it is read"
    counted("altered copies refused", len(tried))
