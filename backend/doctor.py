"""``suara doctor``: looks at everything an installation stands on, and says what to do.

Each check stands alone and is caught alone, so that a broken installation is explained too.
"""

import contextlib
import importlib
import importlib.util
import io
import shutil
import smtplib
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console

GOOD, NOTE, BAD, LATER = "good", "note", "bad", "later"
OLDEST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
MOST_SECONDS_APART = 30
ENOUGH_BYTES, SOME_BYTES = 5 * 2**30, 2**30
ENOUGH_REQUESTS = 50
SCRIPTS = {"th": "Thai", "my": "Burmese", "km": "Khmer", "lo": "Lao", "ta": "Tamil"}


@dataclass(frozen=True)
class Finding:
    """``said``: what is so, and what to do where it is not good."""

    verdict: str
    said: str


@dataclass(frozen=True)
class Check:
    """``needs``: what must stand first; while it does not, this has nothing to say."""

    look: Callable[[], Finding]
    needs: str = ""


def examine() -> int:
    """Print each finding; 1 if any is bad, else 0."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    found: dict[str, Finding] = {}
    for name, check in CHECKS.items():
        base = found.get(check.needs)
        found[name] = (
            Finding(LATER, f"not looked at while something is wrong with the {check.needs}.")
            if base and base.verdict in {BAD, LATER}
            else _caught(check.look)
        )
        console.print(f"{found[name].verdict:<5} {name}: {found[name].said}")
    return 1 if any(finding.verdict == BAD for finding in found.values()) else 0


def _caught(look: Callable[[], Finding]) -> Finding:
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            return look()
    except SystemExit:  # a wrong setting, with one line on stderr
        return Finding(BAD, said.getvalue().strip())
    except Exception as error:  # noqa: BLE001  whatever is broken, the other checks go on
        return Finding(BAD, _words(error))


def _words(error: Exception) -> str:
    try:
        sentence = importlib.import_module("backend.supervisor.explaining").explained(error)
    except Exception:  # noqa: BLE001  the very modules that explain may be missing
        sentence = None
    return sentence or f"{type(error).__name__}: {error}"


def _settings() -> Any:
    return importlib.import_module("backend.settings").settings()


def _addresses() -> Any:
    return importlib.import_module("backend.database.addresses").addresses(_settings())


def check_requirements() -> Finding:
    wanted = ("fastapi", "uvicorn", "psycopg", "procrastinate", "cryptography", "pikepdf", "icu4py")
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        return Finding(BAD, f"missing: {', '.join(missing)}. Install requirements.txt again.")
    importlib.import_module("backend.app")
    return Finding(GOOD, "all there.")


def check_settings() -> Finding:
    _settings()
    return Finding(GOOD, "all readable.")


def check_data_folder() -> Finding:
    wanted = Path(_settings().data_dir).absolute()
    folder = _present(wanted)
    if not folder.is_dir():
        return Finding(BAD, f"{folder} is a file: choose another folder with SUARA_DATA_DIR.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(GOOD, f"{wanted} can be written to.")
    except OSError as error:
        return Finding(BAD, f"{folder}: {error.strerror}. See SUARA_DATA_DIR.")


def _present(path: Path) -> Path:
    """It, or what there is of the way to it."""
    return next(part for part in (path, *path.parents) if part.exists())


def check_database() -> Finding:
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(_addresses().owner, connect_timeout=5) as connection:
        importlib.import_module("backend.database.roles").check_server(connection)
        return Finding(GOOD, f"PostgreSQL {connection.info.parameter_status('server_version')}.")


def check_roles() -> Finding:
    """A door that owns tables, or may pass by row policies, would see everything."""
    psycopg, where = importlib.import_module("psycopg"), _addresses()
    ask = """SELECT current_user, (SELECT count(*) FROM pg_tables WHERE tableowner = current_user),
      rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_auth_members WHERE member = oid)
      FROM pg_roles WHERE rolname = current_user"""
    for role in ("public", "desk", "worker"):
        with psycopg.connect(getattr(where, role), connect_timeout=5) as connection:
            name, owned, mighty = connection.execute(ask).fetchone()
        if owned or mighty:
            return Finding(BAD, f"{name} owns tables or is too mighty: see `suara database roles`.")
    return Finding(GOOD, "public, desk and worker own nothing.")


def check_migrations() -> Finding:
    migrating = importlib.import_module("backend.database.migrating")
    present = migrating.present(_addresses().for_sqlalchemy("owner"))
    if present == migrating.head():
        return Finding(GOOD, f"at {present}.")
    return Finding(BAD, f"at {present or 'nothing'}, not {migrating.head()}: run `suara migrate`.")


def check_master_key() -> Finding:
    path = _settings().key_file
    if not path.exists():
        return Finding(
            BAD, f"{path} is missing; the first `suara serve` makes it. If there are cases already,"
            " bring the file back or write the recovery sheet into it.",
        )  # fmt: skip
    if path.stat().st_mode & 0o077:
        return Finding(BAD, f"others may read {path}: run `chmod 600 {path}`.")
    importlib.import_module("backend.sealing.keys").MasterKey.read(path)
    return Finding(GOOD, f"{path}. Is its recovery sheet on paper, somewhere else?")


def check_clock() -> Finding:
    now = datetime.now(UTC)
    if now < OLDEST_DAY:
        return Finding(BAD, f"this machine believes it is {now:%Y-%m-%d}: set its clock.")
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(_addresses().owner, connect_timeout=5) as connection:
        theirs = connection.execute("SELECT clock_timestamp()").fetchone()[0]
    apart = abs((theirs - datetime.now(UTC)).total_seconds())
    if apart > MOST_SECONDS_APART:
        return Finding(BAD, f"database and machine differ by {apart:.0f} seconds: set the clocks.")
    return Finding(GOOD, f"{now:%Y-%m-%d %H:%M} UTC.")


def check_disk() -> Finding:
    free = shutil.disk_usage(_present(Path(_settings().data_dir).absolute())).free
    said = f"{free / 2**30:.1f} GB free."
    if free < SOME_BYTES:
        return Finding(BAD, f"{said} Complaints cannot be kept on a full disk: make room.")
    return Finding(GOOD if free >= ENOUGH_BYTES else NOTE, said)


def check_mail() -> Finding:
    address = _settings().smtp_url
    if not address:
        return Finding(NOTE, "SUARA_SMTP_URL is not set: messages stay on the desk's outbox page.")
    parts = urlsplit(address)
    server = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with server(parts.hostname or "", parts.port or 0, timeout=5) as connection:
            connection.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(BAD, f"{parts.hostname} does not answer ({error}): see SUARA_SMTP_URL.")
    return Finding(GOOD, f"{parts.hostname} answers.")


def check_fonts() -> Finding:
    if shutil.which("fc-list") is None:
        return Finding(NOTE, "unknown; only printing on this machine needs them.")
    missing = [name for code, name in SCRIPTS.items() if not _fonts_for(code)]
    if missing:
        return Finding(NOTE, f"none here for {', '.join(missing)}; readers use those of their own.")
    return Finding(GOOD, "all our scripts.")


def _fonts_for(code: str) -> str:
    asked = ["fc-list", f":lang={code}", "family"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603


def check_proxies() -> Finding:
    """Behind an unnamed proxy everybody shares one limit."""
    chosen = _settings()
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(_addresses().owner, connect_timeout=5) as connection:
        ask = "SELECT coalesce(sum(count), 0), count(DISTINCT network) FROM rate_counters"
        requests, networks = connection.execute(ask).fetchone()
    advice = "name the proxy's network in SUARA_TRUSTED_PROXIES."
    if networks == 1 and requests >= ENOUGH_REQUESTS:
        return Finding(BAD, f"everybody seems to come from one network: {advice}")
    if chosen.public_origin.startswith("https:") and not chosen.trusted_proxies:
        return Finding(NOTE, f"https is spoken by something before us: {advice}")
    return Finding(GOOD, f"{len(chosen.trusted_proxies)} trusted.")


def check_name() -> Finding:
    host = urlsplit(_settings().public_origin).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return Finding(BAD, f"{host} is not a name that can be looked up: see SUARA_PUBLIC_ORIGIN.")
    return Finding(GOOD, host)


CHECKS: dict[str, Check] = {
    "requirements": Check(check_requirements),
    "settings": Check(check_settings),
    "data folder": Check(check_data_folder, "settings"),
    "database": Check(check_database, "settings"),
    "roles": Check(check_roles, "database"),
    "migrations": Check(check_migrations, "database"),
    "master key": Check(check_master_key, "settings"),
    "clock": Check(check_clock, "database"),
    "disk": Check(check_disk, "data folder"),
    "mail": Check(check_mail, "settings"),
    "fonts": Check(check_fonts),
    "proxies": Check(check_proxies, "database"),
    "public address": Check(check_name, "settings"),
}
