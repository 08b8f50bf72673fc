"""Removing backups whose time is over, and no file of anybody else."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg

from backend.backup.actions.container import read_head
from backend.backup.rules.manifest import BackupRefused, is_expired, name_for

FOLDERS = "SELECT DISTINCT folder FROM backups WHERE removed_at IS NULL"
REMOVED = (
    "UPDATE backups SET removed_at = %s WHERE folder = %s AND name = %s AND removed_at IS NULL"
)
NAMES = "SELECT name FROM backups WHERE folder = %s AND removed_at IS NULL"


def backups_in(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Files that carry our mark and the name that belongs to their moment, the oldest first."""
    for path in sorted(folder.glob("suara-*.backup")):
        try:
            with path.open("rb") as file:
                made_at = datetime.fromisoformat(str(read_head(file)[0]["made_at"]))
        except (BackupRefused, OSError):
            continue
        if path.name == name_for(made_at):
            yield path, made_at


def remove_expired(folder: Path, days: int, at: datetime) -> list[Path]:
    old = [path for path, made_at in backups_in(folder) if is_expired(made_at, days, at)]
    for path in old:
        path.unlink()
    return old


def known_folders(owner: str) -> list[Path]:
    """Where backups of this installation were put, and are reachable from here."""
    with psycopg.connect(owner) as connection:
        found = [Path(row[0]) for row in connection.execute(FOLDERS).fetchall()]
    return [folder for folder in found if folder.is_dir()]


def remove_expired_everywhere(owner: str, days: int, at: datetime) -> list[Path]:
    """What somebody else took away is noted as gone, too."""
    removed = []
    for folder in known_folders(owner):
        removed += remove_expired(folder, days, at)
        with psycopg.connect(owner) as connection:
            for (name,) in connection.execute(NAMES, (str(folder),)).fetchall():
                if not (folder / name).exists():
                    connection.execute(REMOVED, (at, str(folder), name))
    return removed
