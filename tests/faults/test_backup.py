"""A backup from a running installation comes back whole elsewhere, or is refused with a reason."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from backend import clock
from backend.backup.actions.drilling import drill, signed, signing_key, verified
from backend.backup.actions.expiring import remove_expired_everywhere
from backend.backup.actions.places import restore
from backend.backup.actions.restoring import Restored, Restoring
from backend.backup.queries import last_backup_at
from backend.backup.rules.manifest import BackupRefused, name_for
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.database.embedded import EmbeddedServer, binaries
from backend.destruction.actions.ledger_file import NAME, note_erasure, read_ledger, write_ledger
from backend.settings import Settings
from tests.factories.databases import a_database
from tests.factories.destruction import destroyed, rows_left
from tests.factories.office import Desk, a_desk
from tests.factories.places import PASSPHRASE, Place, a_place, into, settings_of

pytestmark = pytest.mark.battery("T8")


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with a_place(tmp_path_factory.mktemp("place") / "data") as made:
        yield made


@pytest.fixture(scope="module")
async def desk(place: Place) -> Desk:
    return await a_desk(place.tools, place.installation)


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return settings_of(tmp_path / "elsewhere" / "data")


async def restored_from(restoring: Restoring) -> Restored:
    """The command has no loop of its own running."""
    return await asyncio.to_thread(restore, restoring, clock.now())


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def looked_at(settings: Settings) -> tuple[EmbeddedServer, str]:
    """The restored database, as its administrator sees it."""
    server = EmbeddedServer(settings.data_dir)
    server.start()
    return server, f"{server.administrator}/suara"


async def test_what_was_destroyed_after_the_backup_stays_destroyed(
    place: Place, desk: Desk, backups: Path, empty: Settings
):
    """Also where the folder of backups was written before: its ledger is brought up to date."""
    doomed, kept = await desk.case(), await desk.case()
    old = place.backup(backups)
    with psycopg.connect(place.administrator, autocommit=True) as administrator:
        await destroyed(desk, administrator, doomed)
    ledger = place.settings.ledger_file
    restored = await restored_from(into(empty, old, ledger=ledger))
    assert restored.destroyed_again == 1
    server, address = looked_at(empty)
    with psycopg.connect(address) as connection:
        left = rows_left(connection, doomed.id)
        assert left.keys() == {"receipts", "events", "destructions"}
        assert rows_left(connection, kept.id)["key_slots"] == 4
        days = "SELECT destroyed_on IS NOT NULL FROM cases WHERE id = ANY (%s) ORDER BY 1"
        both = connection.execute(days, ([doomed.id, kept.id],)).fetchall()
        assert both == [(False,), (True,)]
    server.remove()
    assert read_ledger(empty.ledger_file) == read_ledger(ledger)


async def test_without_the_newest_ledger_a_destroyed_case_would_come_back(
    place: Place, desk: Desk, backups: Path, empty: Settings
):
    """The control: what the test above looks for is there to be found."""
    doomed = await desk.case()
    backup = place.backup(backups)
    with psycopg.connect(place.administrator, autocommit=True) as administrator:
        await destroyed(desk, administrator, doomed)
    restored = await restored_from(into(empty, backup, ledger=backups / NAME))
    assert restored.destroyed_again == 0
    server, address = looked_at(empty)
    with psycopg.connect(address) as connection:
        assert rows_left(connection, doomed.id)["key_slots"] == 4
    server.remove()


async def test_a_ledger_that_is_older_than_the_backup_is_refused(
    place: Place, desk: Desk, backups: Path, empty: Settings
):
    with psycopg.connect(place.administrator, autocommit=True) as administrator:
        await destroyed(desk, administrator, await desk.case())
    backup = place.backup(backups)
    lines = read_ledger(backups / NAME)
    write_ledger(backups / NAME, lines[:-1])
    with pytest.raises(BackupRefused, match="does not go on from the one in the backup"):
        await restored_from(into(empty, backup))
    (backups / NAME).unlink()
    note_erasure(backups / NAME, desk.office.id, date(2026, 1, 1), date(2026, 2, 2))
    with pytest.raises(BackupRefused, match="does not go on from the one in the backup"):
        await restored_from(into(empty, backup))
    assert not empty.data_dir.exists()


async def test_a_backup_without_any_ledger_is_refused(
    place: Place, desk: Desk, backups: Path, empty: Settings
):
    """Also where the backup's own has no line yet: somebody forgot to bring the newest one."""
    del desk
    backup = place.backup(backups)
    (backups / NAME).unlink()
    with pytest.raises(BackupRefused, match=r"There is no ledger of erasures .* --ledger-lost"):
        await restored_from(into(empty, backup))
    assert not empty.data_dir.exists()


async def test_where_every_ledger_is_lost_the_one_in_the_backup_will_do_for_whoever_says_so(
    place: Place, desk: Desk, backups: Path, empty: Settings
):
    with psycopg.connect(place.administrator, autocommit=True) as administrator:
        await destroyed(desk, administrator, await desk.case())
    backup = place.backup(backups)
    within = read_ledger(backups / NAME)
    (backups / NAME).unlink()
    await restored_from(into(empty, backup, ledger_lost=True))
    assert read_ledger(empty.ledger_file) == within
    looked_at(empty)[0].remove()


def test_a_folder_that_is_not_there_is_not_taken_for_a_file(place: Place, tmp_path: Path):
    """A file of that name would never be removed in time, and stand in the way tomorrow."""
    with pytest.raises(BackupRefused, match="There is no folder"):
        place.backup(tmp_path / "backups")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("fault", ["passphrase", "cut", "changed"])
async def test_what_is_refused_leaves_the_place_empty(
    place: Place, desk: Desk, backups: Path, empty: Settings, fault: str
):
    backup, passphrase = place.backup(backups), PASSPHRASE
    content = bytearray(backup.read_bytes())
    if fault == "passphrase":
        passphrase = "another passphrase"
    elif fault == "cut":
        backup.write_bytes(content[:-100])
    else:
        content[len(content) // 2] ^= 1
        backup.write_bytes(content)
    with pytest.raises(BackupRefused):
        await restored_from(into(empty, backup, passphrase=passphrase))
    assert not empty.data_dir.exists()


async def test_a_place_where_a_suara_has_run_is_refused(place: Place, desk: Desk, backups: Path):
    backup = place.backup(backups)
    with pytest.raises(BackupRefused, match="is not empty"):
        await restored_from(into(place.settings, backup))


async def test_a_postgresql_of_ones_own_is_filled_too_and_never_over_something(
    place: Place, desk: Desk, backups: Path, empty: Settings
):
    await desk.case()
    backup = place.backup(backups)
    with a_database(place.server, place.addresses, binaries()) as moving:
        own = own_database(empty, moving.addresses)
        restored = await restored_from(into(own, backup))
        assert "are those of the backup" in restored.said[0]
        again = own.model_copy(update={"data_dir": empty.data_dir.with_name("third")})
        with pytest.raises(BackupRefused, match="The database is not empty"):
            await restored_from(into(again, backup))


def own_database(settings: Settings, addresses: Addresses) -> Settings:
    return settings.model_copy(
        update={
            "database_url": addresses.owner,
            "database_public_url": addresses.public,
            "database_desk_url": addresses.desk,
            "database_worker_url": addresses.worker,
        }
    )


async def test_a_drill_leaves_a_signed_report_and_nothing_else(
    place: Place, desk: Desk, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await desk.case()
    restoring = into(place.settings, place.backup(backups))
    report = await asyncio.to_thread(drill, restoring, clock.now())
    assert report["passed"], report
    assert names_in(tmp_path) == [backups.name]
    key = signing_key(place.settings)
    public = key.public_key().public_bytes_raw().hex()
    written = signed(report, key)
    assert verified(written, [public]) == json.loads(written)["report"]
    for changed in (written.replace("true", "false", 1), "{}", written.replace(public[:4], "0000")):
        with pytest.raises(BackupRefused):
            verified(changed, [public])
    with pytest.raises(BackupRefused, match="another key"):
        verified(written, ["00" * 32])


async def test_a_drill_of_a_broken_backup_says_so(place: Place, desk: Desk, backups: Path):
    backup = place.backup(backups)
    backup.write_bytes(backup.read_bytes()[:-9])
    report = await asyncio.to_thread(drill, into(place.settings, backup), clock.now())
    assert (report["passed"], "cut off" in str(report["fault"])) == (False, True)


async def test_old_backups_are_removed_and_no_other_file(place: Place, desk: Desk, backups: Path):
    backup, others = place.backup(backups), ("suara-20200101T000000Z.backup", "letter.txt")
    for name in others:
        (backups / name).write_text("of somebody else", encoding="ascii")
    owner, now = place.addresses.owner, clock.now()
    assert backup not in remove_expired_everywhere(owner, 35, now + timedelta(days=34))
    assert backup in remove_expired_everywhere(owner, 35, now + timedelta(days=35, seconds=1))
    assert names_in(backups) == sorted([NAME, *others])
    assert await newest(place) is None
    again = place.backup(backups)
    assert again.name == name_for(await newest(place))


async def newest(place: Place) -> datetime | None:
    async with transaction(place.tools.engine) as session:
        return await last_backup_at(session)
