"""``suara doctor``: looks at everything an installation stands on, and says what to do.

Each check stands alone and is caught alone, so that a broken installation is explained too.
"""

import contextlib
import importlib
import io
from collections.abc import Callable

from rich.console import Console

from backend.doctor import database, inside, outside
from backend.doctor.findings import BAD, LATER, Check, Finding


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
    return sentence or f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


CHECKS: dict[str, Check] = {
    "requirements": Check(inside.check_requirements),
    "settings": Check(inside.check_settings),
    "data folder": Check(inside.check_data_folder, "settings"),
    "database": Check(database.check_database, "settings"),
    "locale": Check(database.check_locale, "database"),
    "roles": Check(database.check_roles, "database"),
    "ownership": Check(database.check_ownership, "database"),
    "migrations": Check(database.check_migrations, "database"),
    "jobs": Check(database.check_jobs, "migrations"),
    "stalled jobs": Check(database.check_stalled, "migrations"),
    "failed jobs": Check(database.check_failed, "migrations"),
    "seals": Check(database.check_seals, "migrations"),
    "backup": Check(database.check_backup, "migrations"),
    "master key": Check(inside.check_master_key, "settings"),
    "secrets": Check(inside.check_secrets, "data folder"),
    "clock": Check(inside.check_clock, "database"),
    "disk": Check(inside.check_disk, "data folder"),
    "mail": Check(outside.check_mail, "settings"),
    "translation engine": Check(outside.check_engine, "settings"),
    "fonts": Check(outside.check_fonts),
    "proxies": Check(outside.check_proxies, "migrations"),
    "public address": Check(outside.check_name, "settings"),
}
