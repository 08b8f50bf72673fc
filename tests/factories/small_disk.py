"""Disks of a few megabytes, to be filled and emptied: a folder, or a whole installation."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.database.embedded.cluster import Cluster

BALLAST = "ballast"
PIECE = 256 * 1024


@dataclass(frozen=True)
class SmallDisk:
    """``folder`` is its root."""

    folder: Path

    @property
    def free(self) -> int:
        return shutil.disk_usage(self.folder).free

    @contextlib.contextmanager
    def full(self, leave: int = 0) -> Iterator[None]:
        """Filled with a file of ours until so many bytes are left; there is room again after."""
        ballast = self.folder / BALLAST
        try:
            with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
                while self.free > leave:
                    file.write(bytes(min(PIECE, self.free - leave)))
            yield
        finally:
            ballast.unlink(missing_ok=True)


def why_no_disk() -> str:
    """Why this machine lets us mount nothing; empty where it does."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        return "a small disk can only be mounted by root"
    tried = ("unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt")
    done = subprocess.run(tried, check=False, capture_output=True)  # noqa: S603  of the system
    return "" if done.returncode == 0 else "this machine lets nobody mount a small disk"


@contextlib.contextmanager
def a_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """In memory."""
    folder.mkdir(mode=0o700)
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs"):
        yield SmallDisk(folder)


@contextlib.contextmanager
def a_disk_for_a_house(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A data folder with its cluster, which root keeps elsewhere."""
    with a_disk(folder, megabytes) as disk:
        home, here = Cluster(folder.resolve()).home, folder / "postgresql"
        for place in (home, here):
            place.mkdir(mode=0o700, parents=True)
        with _mounted(home, "--bind", str(here)):
            yield disk
    home.rmdir()


@contextlib.contextmanager
def _mounted(there: Path, *words: str) -> Iterator[None]:
    _run("mount", *words, str(there))
    try:
        yield
    finally:
        _run("umount", "--lazy", str(there))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603  programs of the system
