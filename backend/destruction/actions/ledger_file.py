"""Writing the ledger of erasures so that a power cut loses no line, and keeping its copies."""

import fcntl
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from backend.destruction.rules.ledger import Erasure, following, goes_on_from, read_lines

NAME = "erasures.ledger"


def read_ledger(path: Path) -> list[Erasure]:
    if not path.exists():
        return []
    with path.open(encoding="ascii") as file:
        return read_lines(file)


def note_erasure(path: Path, case_id: UUID, on: date, until: date) -> Erasure:
    """On the disk before this returns. A case that stands there already is not written twice."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = read_lines(file)
        for erasure in found:
            if erasure.case_id == case_id:
                return erasure
        new = following(found, case_id, on, until)
        # What a crash left of a line is overwritten.
        file.seek(sum(len(erasure.line()) + 1 for erasure in found))
        file.truncate()
        file.write(new.line() + "\n")
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)
    return new


def write_ledger(path: Path, found: Iterable[Erasure]) -> None:
    """The whole of it, in one step: a copy, or after a restore."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(erasure.line() + "\n" for erasure in found)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    _sync_folder(path.parent)


def copy_ledger(path: Path, folder: Path) -> bool:
    """Beside the backups of a folder; false where the copy there is not a beginning of ours."""
    ours, copy = read_ledger(path), folder / NAME
    theirs = read_ledger(copy)
    if theirs and not goes_on_from(ours, theirs):
        return False
    if len(ours) > len(theirs) or not copy.exists():
        write_ledger(copy, ours)
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
