"""A whole installation in processes of its own, to be killed in parts."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import IO

import httpx

from backend.database.embedded import EmbeddedServer
from tests.factories.ports import free_port

#: Against a hang only: loading the demonstration takes long on a busy machine.
LONGEST_START = 900.0


def eventually(is_so: Callable[[], object], *, within: float = 20.0) -> bool:
    """Asks again and again, at most that many seconds."""
    until = time.monotonic() + within
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@dataclass
class House:
    """``process`` is the supervisor, and ``start`` starts it."""

    data_dir: Path
    port: int
    start: Callable[[], subprocess.Popen[str]]
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.process = self.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self, path: str = "/healthz") -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(self.origin + path, timeout=5).status_code == 200
        return False

    def children(self, name: str) -> set[int]:
        """Process ids of ``web-process`` or ``worker``."""
        wanted = f"\0{name}\0".encode()
        mine = f"--parent\0{self.process.pid}\0".encode()
        return {pid for pid, line in _command_lines() if wanted in line and mine in line}

    def database(self) -> set[int]:
        """PostgreSQL and each of its own processes: all inherit the lock of the data folder."""
        lock = self.data_dir / "server.lock"
        return {pid for pid in _pids() if pid != self.process.pid and _holds(pid, lock)}

    def postmaster(self) -> int:
        return next(pid for pid in self.database() if _parent(pid) == self.process.pid)

    def all(self) -> set[int]:
        return self.children("web-process") | self.children("worker") | self.database()

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code of the supervisor."""
        self.process.send_signal(number)
        return self.process.wait(60)

    def begin_anew(self) -> None:
        """After its supervisor was killed, once nothing is left of the old one."""
        assert eventually(lambda: not self.all())
        self.process = self.start()


@contextlib.contextmanager
def a_house(data_dir: Path, command: str = "serve", **settings: str) -> Iterator[House]:
    """``suara serve`` or ``demo``, answering; removed at the end with its cluster."""
    said = data_dir.with_name("said.log")
    port = free_port()
    with said.open("w", encoding="utf-8") as log:
        words = (command, "--port", str(port), "--data-dir", str(data_dir))
        house = House(data_dir, port, partial(_suara, words, data_dir, log, settings))
        first = house.process
        try:
            eventually(lambda: first.poll() is not None or house.answers(), within=LONGEST_START)
            assert first.poll() is None, said.read_text(encoding="utf-8")
            assert house.answers(), said.read_text(encoding="utf-8")
            yield house
        finally:
            house.process.kill()
            house.process.wait()
            eventually(lambda: not house.all())
            EmbeddedServer(data_dir).remove()


def suara_said(*words: str, data_dir: Path, **settings: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr of a command that ends by itself; ``settings`` by variable."""
    with _suara(words, data_dir, subprocess.PIPE, settings) as process:
        out, err = process.communicate(timeout=LONGEST_START)
        return process.returncode, out, err


def _suara(
    words: tuple[str, ...],
    data_dir: Path,
    to: int | IO[str],
    settings: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[str]:
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("SUARA_")}
    return subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "backend", *words],
        stdin=subprocess.DEVNULL,
        stdout=to,
        stderr=to,
        text=True,
        env=surroundings | {"SUARA_DATA_DIR": str(data_dir), **settings},
    )


def a_taken_port() -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen(1)
    return taken


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _command_lines() -> Iterator[tuple[int, bytes]]:
    for pid in _pids():
        with contextlib.suppress(OSError):
            yield pid, Path(f"/proc/{pid}/cmdline").read_bytes()


def _holds(pid: int, path: Path) -> bool:
    with contextlib.suppress(OSError):
        return any(handle.readlink() == path for handle in Path(f"/proc/{pid}/fd").iterdir())
    return False


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        return int(after_name.split()[1])
    return 0
