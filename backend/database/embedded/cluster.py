"""Where a cluster lies, whose it is, how it is made, and the passwords of its roles.

As root the cluster lies below ``/var/lib/suara``, because PostgreSQL refuses to run as root and
must not need to read anybody's home folder.
"""

import json
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from backend.database.addresses import ROLES
from backend.database.embedded.programs import SHARED

ADMINISTRATOR = "suara_administrator"
UNPRIVILEGED = ("postgres", "suara", "nobody")
#: Nothing of our own environment reaches PostgreSQL.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}


class ServerDidNotStart(Exception):
    """Carries what PostgreSQL said, or the log that says it."""


@dataclass(frozen=True)
class Cluster:
    """The cluster of one data folder (absolute)."""

    data_dir: Path

    @cached_property
    def user(self) -> str | None:
        """Who runs PostgreSQL where we are root; else we ourselves."""
        if os.geteuid() != 0:
            return None
        found = next(filter(_user_exists, UNPRIVILEGED), None)
        if found is None:
            raise ServerDidNotStart(f"as root, one of the users {UNPRIVILEGED} must exist")
        return found

    @cached_property
    def home(self) -> Path:
        return SHARED / self._name() if self.user else self.data_dir / "postgresql"

    @property
    def folder(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def major(self) -> str | None:
        """The version that made it, such as ``18``; None where there is none yet."""
        present = self.folder / "PG_VERSION"
        return present.read_text(encoding="ascii").strip() if present.exists() else None

    @property
    def identity(self) -> dict[str, Any]:
        """What ``subprocess`` needs to run a program as ``user``."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def create(self, programs: Path) -> None:
        """Made beside its place and then moved, so that a half-made one is never used."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        half, password = self.home / "half", self.home / "password"
        shutil.rmtree(half, ignore_errors=True)
        password.touch(mode=0o600)
        password.write_text(self.passwords()["administrator"], encoding="ascii")
        if self.user:
            for path in (self.home, password):
                shutil.chown(path, self.user)
        self._initdb(programs, half, password)
        password.unlink()
        half.replace(self.folder)

    def _initdb(self, programs: Path, folder: Path, password: Path) -> None:
        command: list[str | Path] = [
            programs / "initdb", "--pgdata", folder, "--encoding=UTF8", "--locale=C.UTF-8",
            f"--username={ADMINISTRATOR}", "--auth=scram-sha-256", f"--pwfile={password}",
        ]  # fmt: skip
        done = subprocess.run(  # noqa: S603  a program of ours at an absolute path
            command,
            capture_output=True,
            text=True,
            cwd="/",
            env=ENVIRONMENT,
            check=False,
            start_new_session=True,  # Ctrl-C is for us; we stop when it is done
            **self.identity,
        )
        if done.returncode:
            raise ServerDidNotStart(done.stderr.strip()[-300:])

    def passwords(self) -> dict[str, str]:
        """Passwords of the roles, made once, in a file of mode 0600."""
        made = {name: secrets.token_urlsafe(24) for name in ("administrator", *ROLES)}
        return dict(json.loads(_kept(self._key_file("postgresql.json"), json.dumps(made))))

    def _name(self) -> str:
        """Random and kept with the data: a data folder made anew gets a cluster anew."""
        return _kept(self._key_file("cluster.id"), secrets.token_hex(6)).strip()

    def _key_file(self, name: str) -> Path:
        return self.data_dir / "keys" / name


def _kept(path: Path, made: str) -> str:
    """The content of the file; ``made`` becomes it where there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{os.getpid()}")
        half.touch(mode=0o600)
        half.write_text(made, encoding="utf-8")
        half.replace(path)
    return path.read_text(encoding="utf-8")


def _user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
