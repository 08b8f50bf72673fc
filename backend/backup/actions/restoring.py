"""Restoring into an empty place: the whole file is authenticated first, then nothing is skipped."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import psycopg

from backend.backup.actions import database
from backend.backup.actions.container import opened_pieces
from backend.backup.actions.parts import Parts
from backend.backup.actions.shown import Shown
from backend.backup.rules.manifest import BackupRefused, Manifest, differing, read_manifest
from backend.database.addresses import Addresses
from backend.database.migrating import migrate
from backend.destruction.actions.ledger_file import NAME, read_ledger, write_ledger
from backend.destruction.rules.ledger import Erasure, goes_on_from, read_lines
from backend.sealing.files import FileStore
from backend.sealing.keys import MasterKey
from backend.settings import Settings

Gives = TypeVar("Gives")
NAMED = "SELECT id FROM files UNION SELECT id FROM draft_files"
AGAIN = """SELECT erase_rows(id, %s, %s) FROM cases WHERE id = %s AND destroyed_on IS NULL"""
OLDER_LEDGER = (
    "The ledger of erasures at hand ({0}) does not go on from the one in the backup: it is older,"
    " or of another installation. Give the newest one with --ledger; without it cases would come"
    " back that people were told are gone. If it is lost for good, say --ledger-lost."
)
NO_LEDGER = (
    "There is no ledger of erasures ({0}). Bring the newest one there, or name it with --ledger;"
    " without it cases would come back that people were told are gone. If it is lost for good, say"
    " --ledger-lost."
)
NOT_EMPTY = "{0} is not empty. Restore into a place where no Suara has run yet."


@dataclass(frozen=True)
class Restoring:
    """``settings`` are those of the new place; ``ledger`` is None to look beside the backup.

    ``ledger_lost``: where none is newer, the one in the backup will do.
    """

    settings: Settings
    backup: Path
    passphrase: str
    shown: Shown
    ledger: Path | None = None
    ledger_lost: bool = False


@dataclass
class Restored:
    """What the place was made of, and what was found out on the way."""

    manifest: Manifest
    erasures: list[Erasure]
    destroyed_again: int = 0
    files: int = 0
    said: list[str] = field(default_factory=list)


def refuse_a_used_place(settings: Settings) -> None:
    data = settings.data_dir
    used = [data / "keys", data / "postgresql", settings.key_file, data / NAME]
    for path in used:
        if path.exists():
            raise BackupRefused(NOT_EMPTY.format(path))
    if not settings.files_url and any(Path(settings.files).glob("*")):
        raise BackupRefused(NOT_EMPTY.format(settings.files))


def refuse_a_used_database(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        if connection.execute(database.TABLES).fetchone():
            raise BackupRefused("The database is not empty: restore into one without tables.")


def read_backup(restoring: Restoring) -> Restored:
    """From the first byte to the last, without writing one: only what is whole is restored."""
    manifest: Manifest | None = None
    within: list[Erasure] = []
    for name, content in _parts(restoring, "Checking the backup"):
        if name == "manifest":
            manifest = read_manifest(b"".join(content))
        elif name == "erasures":
            within = read_lines(b"".join(content).decode("ascii").splitlines(keepends=True))
    if manifest is None:
        raise BackupRefused("This backup says nothing of itself.")
    return Restored(manifest, _newest_ledger(restoring, within))


def _newest_ledger(restoring: Restoring, within: list[Erasure]) -> list[Erasure]:
    """That of the option, else the longest of those beside the backup and of the settings."""
    if restoring.ledger and not restoring.ledger.exists():
        raise BackupRefused(f"There is no ledger {restoring.ledger}.")
    places = [restoring.backup.parent / NAME, restoring.settings.ledger_file]
    looked_at = [restoring.ledger] if restoring.ledger else places
    found = max(map(read_ledger, looked_at), key=len)
    if restoring.ledger_lost:
        return found if goes_on_from(found, within) else within
    if not any(place.exists() for place in looked_at):
        raise BackupRefused(NO_LEDGER.format(" or ".join(map(str, looked_at))))
    if not goes_on_from(found, within):
        raise BackupRefused(OLDER_LEDGER.format(", ".join(map(str, looked_at))))
    return found


def fill(restoring: Restoring, restored: Restored, where: Addresses) -> None:
    """Database, erasures and files into the place; the key and the ledger are written last."""
    settings, key = restoring.settings, b""
    wanted: set[UUID] = set()
    refuse_a_used_database(where.owner)
    for name, content in _parts(restoring, "Restoring"):
        if name == "master.key":
            key = b"".join(content)
        elif name == "database":
            _database(restored, where, content)
            wanted = _named(where.owner)
        elif name.startswith("file ") and UUID(name[5:]) in wanted:
            asyncio.run(FileStore(settings.files).put(UUID(name[5:]), b"".join(content)))
            restored.files += 1
    write_ledger(settings.ledger_file, restored.erasures)
    _write_key(settings.key_file, key)


def _write_key(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(content.decode("ascii") + "\n", encoding="ascii")
    MasterKey.read(path)


def _database(restored: Restored, where: Addresses, content: Iterator[bytes]) -> None:
    manifest, said = restored.manifest, restored.said
    with psycopg.connect(where.owner) as connection:
        server = connection.info.server_version
    database.restore_dump(where.owner, server, content)
    with psycopg.connect(where.owner) as connection:
        wrong = differing(manifest.tables, database.sums(connection))
        if wrong:
            raise BackupRefused(f"Restored rows are not those of the backup: {', '.join(wrong)}.")
        for name, query in (("policies", database.POLICIES), ("grants", database.GRANTS)):
            if database.digest_of(connection, query) != getattr(manifest, name):
                raise BackupRefused(f"The {name} are not those that were in force.")
    rows = sum(table.rows for table in manifest.tables.values())
    said.append(f"{rows:,} rows in {len(manifest.tables)} tables are those of the backup.")
    said.append("Row policies and grants are those that were in force.")
    migrate(where.for_sqlalchemy("owner"))
    _erase_again(restored, where.owner)


def _erase_again(restored: Restored, owner: str) -> None:
    """Before anybody is served: what was destroyed since the backup is destroyed here, too."""
    with psycopg.connect(owner) as connection:
        for line in restored.erasures:
            done = connection.execute(AGAIN, (line.on, line.until, line.case_id))
            restored.destroyed_again += done.rowcount
    restored.said.append(
        f"The ledger of erasures has {len(restored.erasures):,} lines;"
        f" {restored.destroyed_again:,} cases were destroyed again."
    )


def _named(owner: str) -> set[UUID]:
    with psycopg.connect(owner) as connection:
        return {row[0] for row in connection.execute(NAMED).fetchall()}


def _parts(restoring: Restoring, step: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    size = restoring.backup.stat().st_size
    with restoring.backup.open("rb") as file:
        pieces = opened_pieces(file, restoring.passphrase)
        yield from Parts(restoring.shown.bytes(step, pieces, size))


@contextmanager
def undone_when_it_fails(undo: Callable[[], None]) -> Iterator[None]:
    """A place that is half filled looks like a whole one."""
    try:
        yield
    except BaseException:
        undo()
        raise
