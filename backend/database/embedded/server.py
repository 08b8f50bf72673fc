"""The running PostgreSQL of one data folder: start, start again after a crash, stop."""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from backend.database import roles
from backend.database.addresses import ROLES, Addresses, addresses, keep
from backend.database.embedded.cluster import (
    ADMINISTRATOR,
    ENVIRONMENT,
    Cluster,
    ServerDidNotStart,
)
from backend.database.embedded.programs import binaries, reachable_copy
from backend.settings import Settings

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)

#: Durable, small, and silent about what people typed: errors of statements are not logged at all.
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # its path would have to stay below 107 bytes
    "max_connections": "80",
    "shared_buffers": "64MB",
    "jit": "off",
    # A segment that is used again keeps its old content, and with it keys of destroyed cases.
    "wal_recycle": "off",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "password_encryption": "scram-sha-256",
}


def administrator_of(settings: Settings) -> str | None:
    """The address of a server of ours that runs, with all powers; none where it is not ours."""
    if settings.own_database:
        return None
    there = urlsplit(addresses(settings).owner)
    password = Cluster(settings.data_dir.resolve()).passwords()["administrator"]
    return f"postgresql://{ADMINISTRATOR}:{password}@{there.hostname}:{there.port}{there.path}"


class DataFolderInUse(Exception):
    """Another server works on the same data folder."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent(with_signal: signal.Signals) -> None:
    """Ask the kernel to signal this process when the thread that started it ends."""
    _LIBC.prctl(PR_SET_PDEATHSIG, int(with_signal))


@dataclass
class EmbeddedServer:
    """One cluster below one data folder. ``start`` must be called from the main thread."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    preferred: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.data_dir = self.data_dir.resolve()
        self.at = Cluster(self.data_dir)
        self._lock: int | None = None

    @property
    def cluster(self) -> Path:
        return self.at.folder

    @property
    def home(self) -> Path:
        return self.at.home

    @property
    def log(self) -> Path:
        return self.at.log

    @property
    def administrator(self) -> str:
        password = self.at.passwords()["administrator"]
        return f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{self.port}"

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> Addresses:
        """Start, create what is missing, and leave the addresses in the data folder."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._take_lock()
        # The lock is ours, so whoever wrote this file is gone, with every child.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        programs = self._programs()
        if self.at.major is None:
            self.at.create(programs)
        try:
            self._launch(programs)
        except ServerDidNotStart:
            self.stop()
            raise
        passwords = self.at.passwords()
        roles.create(self.administrator, passwords)
        there = f"127.0.0.1:{self.port}/suara"
        made = Addresses(
            **{role: f"postgresql://suara_{role}:{passwords[role]}@{there}" for role in ROLES}
        )
        keep(self.data_dir, made)
        return made

    def relaunch(self) -> None:
        """Start again after a crash, at the same port; the folder stays ours if it fails."""
        self._launch(self._programs(), patience=3.0)

    def stop(self, *, patience: float = 20.0) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept."""
        self._end(patience)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _end(self, patience: float = 20.0) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(patience)
        self.process = None

    def remove(self) -> None:
        """Stop, and delete the cluster with everything in it."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _take_lock(self, *, patience: float = 6.0) -> None:
        """Held by us and, inherited, by the server: a leftover server keeps the folder taken.

        Whoever holds it writes its process id into it. Is that one alive, we give up at once; else
        its server is on its way out and we wait for it.
        """
        lock = os.open(self.data_dir / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + patience
        while not _locked(lock):
            if _is_alive(os.pread(lock, 20, 0)) or time.monotonic() > until:
                os.close(lock)
                raise DataFolderInUse(self.data_dir)
            time.sleep(0.1)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        self._lock = lock

    def _programs(self) -> Path:
        folder = self.preferred or binaries(self.at.major)
        return reachable_copy(folder) if self.at.user else folder

    def _launch(self, programs: Path, *, patience: float = 20.0) -> None:
        """After a crash a start is refused until the last process of the old server has ended."""
        until = time.monotonic() + patience
        while True:
            self.process = self._spawn(programs)
            if self._wait_until_ready(programs):
                return
            if time.monotonic() > until:
                self._end()
                raise ServerDidNotStart(self.log)
            time.sleep(0.3)

    def _spawn(self, programs: Path) -> subprocess.Popen[bytes]:
        chosen = SERVER_SETTINGS | self.extra | {"port": str(self.port)}
        arguments = [part for k, v in chosen.items() for part in ("-c", f"{k}={v}")]
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603  a program of ours at an absolute path
                [programs / "postgres", "-D", self.cluster, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                pass_fds=[self._lock] if self._lock is not None else [],
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509  one thread
                **self.at.identity,
            )
        finally:
            os.close(log)

    def _wait_until_ready(self, programs: Path, *, patience: float = 60.0) -> bool:
        until = time.monotonic() + patience
        ask: list[str | Path] = [
            programs / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        while time.monotonic() < until and self.runs:
            if subprocess.run(ask, check=False).returncode == 0:  # noqa: S603  as above
                return True
            time.sleep(0.03)
        return False


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(holder: bytes) -> bool:
    return holder.isdigit() and Path("/proc", holder.decode()).exists()
