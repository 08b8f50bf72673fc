"""The command line, as operators use it: a process of its own, what it says and how it ends."""

import os
import subprocess
import sys
from dataclasses import dataclass

from backend.database.addresses import Addresses
from backend.settings import Settings


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


def suara(*words: str, **variables: str) -> Said:
    """``suara`` with these ``SUARA_…`` variables and no others."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("SUARA_")}
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "backend", *words],
        env=surroundings | {f"SUARA_{name.upper()}": value for name, value in variables.items()},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def variables_of(database: Addresses, settings: Settings) -> dict[str, str]:
    """Those of the installation of the tests."""
    return {
        "data_dir": str(settings.data_dir),
        "database_url": database.owner,
        "database_public_url": database.public,
        "database_desk_url": database.desk,
        "database_worker_url": database.worker,
    }
