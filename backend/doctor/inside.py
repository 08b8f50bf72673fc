"""Looking at what the installation itself consists of."""

import importlib
import importlib.util
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from backend.doctor.findings import BAD, GOOD, NOTE, Finding, addresses_here, settings_here

OLDEST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
MOST_SECONDS_APART = 30
ENOUGH_BYTES, SOME_BYTES = 5 * 2**30, 2**30
#: Some are loaded late, and would be missed by somebody at a page.
REQUIREMENTS = (
    "fastapi", "uvicorn", "psycopg", "procrastinate", "cryptography", "icu4py", "pikepdf", "PIL",
    "puremagic", "authlib", "joserfc", "segno", "langdetect", "phonenumbers", "markdown_it",
    "scipy", "prometheus_client", "httpx", "rich",
)  # fmt: skip


def check_requirements() -> Finding:
    missing = [name for name in REQUIREMENTS if importlib.util.find_spec(name) is None]
    if missing:
        return Finding(BAD, f"missing: {', '.join(missing)}. Install requirements.txt again.")
    importlib.import_module("backend.app")
    return Finding(GOOD, "all there.")


def check_settings() -> Finding:
    settings_here()
    return Finding(GOOD, "all readable.")


def check_data_folder() -> Finding:
    wanted = Path(settings_here().data_dir).absolute()
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


def check_master_key() -> Finding:
    path = settings_here().key_file
    if not path.exists():
        return Finding(
            BAD, f"{path} is missing; the first `suara serve` makes it. If there are cases already,"
            " bring the file back or write the recovery sheet into it.",
        )  # fmt: skip
    if path.stat().st_mode & 0o077:
        return Finding(BAD, f"others may read {path}: run `chmod 600 {path}`.")
    importlib.import_module("backend.sealing.keys").MasterKey.read(path)
    return Finding(GOOD, f"{path}. Is its recovery sheet on paper, somewhere else?")


def check_secrets() -> Finding:
    """What opens something must be readable by us alone."""
    chosen = settings_here()
    keys = Path(chosen.data_dir) / "keys"
    named = [
        *(keys.glob("*") if keys.is_dir() else ()),
        *(Path(chosen.secrets_dir).glob("*") if chosen.secrets_dir else ()),
        *filter(None, (chosen.backup_passphrase_file, chosen.translation_engine_key_file)),
    ]
    missing = [path for path in named if not path.exists()]
    if missing:
        return Finding(BAD, f"{missing[0]} is missing: bring it back, or unset its variable.")
    exposed = [path for path in named if path.is_file() and path.stat().st_mode & 0o077]
    if exposed:
        return Finding(BAD, f"others may read {exposed[0]}: run `chmod 600 {exposed[0]}`.")
    return Finding(GOOD, "keys and passwords are readable by us alone.")


def check_clock() -> Finding:
    now = datetime.now(UTC)
    if now < OLDEST_DAY:
        return Finding(BAD, f"this machine believes it is {now:%Y-%m-%d}: set its clock.")
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(addresses_here().owner, connect_timeout=5) as connection:
        theirs = connection.execute("SELECT clock_timestamp()").fetchone()[0]
    apart = abs((theirs - datetime.now(UTC)).total_seconds())
    if apart > MOST_SECONDS_APART:
        return Finding(BAD, f"database and machine differ by {apart:.0f} seconds: set the clocks.")
    return Finding(GOOD, f"{now:%Y-%m-%d %H:%M} UTC.")


def _disks() -> list[Path]:
    """The data folder, and where our own database lies if that is elsewhere."""
    chosen = settings_here()
    folder = Path(chosen.data_dir).absolute()
    found = [_present(folder)]
    if not chosen.own_database and (folder / "keys" / "cluster.id").exists():
        cluster = importlib.import_module("backend.database.embedded.cluster").Cluster(folder)
        found.append(_present(cluster.home))
    return found


def check_disk() -> Finding:
    free, where = min((shutil.disk_usage(disk).free, disk) for disk in _disks())
    said = f"{free / 2**30:.1f} GB free."
    if free < SOME_BYTES:
        told = "Complaints cannot be kept on a full disk"
        return Finding(BAD, f"{said} {told}: make room at {where}.")
    return Finding(GOOD if free >= ENOUGH_BYTES else NOTE, said)
