"""Making a backup of a running installation: one snapshot of the database, its files, the key."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

import psycopg
from obstore.exceptions import NotFoundError

from backend.backup.actions import database
from backend.backup.actions.container import SealedWriter
from backend.backup.actions.parts import write_end, write_part
from backend.backup.actions.shown import Shown
from backend.backup.rules.manifest import BackupRefused, Manifest, name_for
from backend.database.migrating import present
from backend.destruction.actions.ledger_file import copy_ledger, read_ledger
from backend.sealing.files import FileStore
from backend.sealing.keys import MasterKey
from backend.settings import Settings

FILES_AT_ONCE = 32
NAMED = "SELECT id FROM files UNION SELECT id FROM draft_files ORDER BY 1"
#: Of a complaint that was destroyed, or a draft that was dropped, after the snapshot.
GONE = "SELECT count(*) FROM files WHERE id = ANY (%s)"
NOTED = "INSERT INTO backups (id, made_at, size, folder, name) VALUES (%s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Making:
    """``owner`` is the address of suara_owner, who sees every row."""

    settings: Settings
    owner: str
    passphrase: str
    at: datetime
    shown: Shown


def make_backup(making: Making, target: Path) -> tuple[Path, Manifest]:
    """Under the name that belongs to its moment: only so is it found, and removed in time."""
    if not target.is_dir():
        raise BackupRefused(f"There is no folder {target}: make it first, for backups alone.")
    path = target / name_for(making.at)
    if path.exists():
        raise BackupRefused(f"{path} is there already: try again in a second.")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        manifest = _write(making, half)
        half.rename(path)
    except OSError as error:
        raise BackupRefused(
            f"The backup could not be written to {path.parent} ({error.strerror}). Nothing of it"
            " was kept."
        ) from error
    finally:
        half.unlink(missing_ok=True)
    _after(making, path)
    return path, manifest


def _after(making: Making, path: Path) -> None:
    folder = path.parent.resolve()
    if not copy_ledger(making.settings.ledger_file, folder):
        raise BackupRefused(
            f"The backup was made, but the ledger of erasures in {folder} is of another"
            " installation: keep the backups of each in a folder of its own."
        )
    with psycopg.connect(making.owner) as connection:
        row = (uuid4(), making.at, path.stat().st_size, str(folder), path.name)
        connection.execute(NOTED, row)


def _write(making: Making, half: Path) -> Manifest:
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        sealed = SealedWriter(file, making.passphrase, making.at)
        with psycopg.connect(making.owner) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            manifest = _parts(making, connection, sealed)
        write_part(sealed, "manifest", [manifest.written()])
        write_end(sealed)
        sealed.close()
        _to_the_disk(file)
    return manifest


def _to_the_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _parts(making: Making, connection: psycopg.Connection, sealed: SealedWriter) -> Manifest:
    """All from one snapshot; the connection holds it until the last file is read."""
    shown, server = making.shown, connection.info.server_version
    # Read first: what is written into it later is of cases that the snapshot may still have.
    erased = read_ledger(making.settings.ledger_file)
    snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
    if snapshot is None:
        raise BackupRefused("The database gives no snapshot.")
    key = MasterKey.read(making.settings.key_file).key.hex()
    write_part(sealed, "master.key", [key.encode()])
    write_part(sealed, "erasures", [(line.line() + "\n").encode() for line in erased])
    content = database.dumped(making.owner, server, snapshot[0])
    write_part(sealed, "database", shown.bytes("Database", content))
    files, missing = _files(making, connection, sealed)
    shown.say("Counting")
    return Manifest(
        made_at=making.at,
        revision=present(making.owner.replace("postgresql://", "postgresql+psycopg://", 1)) or "",
        server=str(server),
        tables=database.sums(connection),
        policies=database.digest_of(connection, database.POLICIES),
        grants=database.digest_of(connection, database.GRANTS),
        files=files,
        missing=missing,
        erasures=len(erased),
        last_erasure=erased[-1].sign if erased else "",
    )


def _files(making: Making, connection: psycopg.Connection, sealed: SealedWriter) -> tuple[int, int]:
    """How many were there, and how many are missing although a case still names them."""
    store, lost, count = FileStore(making.settings.files), list[UUID](), 0
    named = [row[0] for row in connection.execute(NAMED).fetchall()]
    for ids in making.shown.steps("Files", list(_groups(named))):
        for file_id, content in asyncio.run(_read(store, ids)):
            if content is None:
                lost.append(file_id)
            else:
                write_part(sealed, f"file {file_id}", [content])
                count += 1
    with psycopg.connect(making.owner) as now:
        row = now.execute(GONE, (lost,)).fetchone()
    return count, row[0] if row else 0


def _groups(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), FILES_AT_ONCE):
        yield ids[start : start + FILES_AT_ONCE]


async def _read(store: FileStore, ids: list[UUID]) -> list[tuple[UUID, bytes | None]]:
    async def one(file_id: UUID) -> tuple[UUID, bytes | None]:
        try:
            return file_id, await store.get(file_id)
        except (FileNotFoundError, NotFoundError):
            return file_id, None

    return list(await asyncio.gather(*(one(file_id) for file_id in ids)))
