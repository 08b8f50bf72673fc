"""Looking at the database: its version, its letters, its roles, and what works on it."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backend.doctor.findings import BAD, GOOD, NOTE, Finding, addresses_here, settings_here

OLDEST, NEWEST = 15, 18
HOUR, DAY = 3600.0, 86400.0
MOST_WAITED, MOST_UNSEALED, MOST_BACKUP_AGE = HOUR / 4, HOUR / 4, 26 * HOUR
NO_BACKUP = "Run `suara backup FOLDER`, and let it be run each night."
# Read as they are: the check of the letters stops the start, and this must say more than that.
_SERVER = """SELECT current_setting('server_version_num')::int / 10000,
  current_setting('server_version'), current_setting('server_encoding'),
  'ก' ~ '[[:alpha:]]', (SELECT datctype FROM pg_database WHERE datname = current_database())"""
_OF_OTHERS = """SELECT tablename, tableowner FROM pg_tables
  WHERE schemaname = 'public' AND tableowner <> 'suara_owner' ORDER BY tablename LIMIT 1"""


@contextmanager
def _as_owner() -> Iterator[Any]:
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(addresses_here().owner, connect_timeout=5) as connection:
        yield connection


def check_database() -> Finding:
    with _as_owner() as connection:
        major, version, *_ = connection.execute(_SERVER).fetchone()
    if major < OLDEST:
        return Finding(BAD, f"PostgreSQL {version} is too old: move to {NEWEST}.")
    if major > NEWEST:
        return Finding(NOTE, f"PostgreSQL {version} is newer than what was tried ({NEWEST}).")
    return Finding(GOOD, f"PostgreSQL {version}.")


def check_locale() -> Finding:
    with _as_owner() as connection:
        *_, encoding, knows_letters, locale = connection.execute(_SERVER).fetchone()
    if encoding != "UTF8" or not knows_letters:
        return Finding(
            BAD, f"{encoding}, {locale}: a cluster with a locale that knows letters is needed, or"
            " search finds nothing. Make one with `initdb --encoding=UTF8 --locale=C.UTF-8`.",
        )  # fmt: skip
    return Finding(GOOD, f"{encoding}, {locale}.")


def check_roles() -> Finding:
    """A door that owns tables, or may pass by row policies, would see everything."""
    psycopg, where = importlib.import_module("psycopg"), addresses_here()
    ask = """SELECT current_user, (SELECT count(*) FROM pg_tables WHERE tableowner = current_user),
      rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_auth_members WHERE member = oid)
      FROM pg_roles WHERE rolname = current_user"""
    for role in ("public", "desk", "worker"):
        with psycopg.connect(getattr(where, role), connect_timeout=5) as connection:
            name, owned, mighty = connection.execute(ask).fetchone()
        if owned or mighty:
            return Finding(BAD, f"{name} owns tables or is too mighty: see `suara database roles`.")
    return Finding(GOOD, "public, desk and worker own nothing.")


def check_ownership() -> Finding:
    """A table of somebody else's is not migrated, not backed up, or not kept to its policies."""
    with _as_owner() as connection:
        found = connection.execute(_OF_OTHERS).fetchone()
    if found:
        table, owner = found
        mend = f"ALTER TABLE {table} OWNER TO suara_owner"
        return Finding(BAD, f"{table} belongs to {owner}: let an administrator run `{mend}`.")
    return Finding(GOOD, "every table belongs to suara_owner.")


def check_migrations() -> Finding:
    migrating = importlib.import_module("backend.database.migrating")
    present = migrating.present(addresses_here().for_sqlalchemy("owner"))
    if present == migrating.head():
        return Finding(GOOD, f"at {present}.")
    return Finding(BAD, f"at {present or 'nothing'}, not {migrating.head()}: run `suara migrate`.")


def _figures() -> Any:
    return importlib.import_module("backend.metrics.queries").figures(addresses_here().worker)


def _filed() -> int:
    found: int = importlib.import_module("backend.metrics.queries").filings(addresses_here().worker)
    return found


def check_jobs() -> Finding:
    """Whether they are begun: mails, clocks, seals and translations all wait for that."""
    waited, count = _figures().jobs_oldest_seconds, _figures().jobs_waiting
    if waited > MOST_WAITED:
        return Finding(
            BAD, f"{count} wait, the oldest for {_time(waited)}: does `suara worker` run? `suara"
            " serve` runs one by itself.",
        )  # fmt: skip
    return Finding(GOOD, f"{count} wait." if count else "none waits.")


def check_stalled() -> Finding:
    stalled = _figures().jobs_stalled
    if stalled:
        return Finding(
            BAD, f"{stalled} were begun by a worker that is gone: start `suara worker`, which takes"
            " them up again within minutes.",
        )  # fmt: skip
    return Finding(GOOD, "no job lies with a worker that is gone.")


def check_failed() -> Finding:
    with _as_owner() as connection:
        ask = """SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed'
          GROUP BY task_name ORDER BY count(*) DESC, task_name"""
        found = connection.execute(ask).fetchall()
    if not found:
        return Finding(GOOD, "none was given up.")
    named = ", ".join(f"{count} of {task}" for task, count in found)
    return Finding(BAD, f"{named}. Mend the cause, then run `suara jobs again`.")


def check_seals() -> Finding:
    waited = _figures().unsealed_seconds
    if waited > MOST_UNSEALED:
        return Finding(
            BAD, f"the record waits for its seal for {_time(waited)}: start `suara worker`, then"
            " run `suara audit verify`.",
        )  # fmt: skip
    return Finding(GOOD, "the record is sealed.")


def check_backup() -> Finding:
    age = _figures().backup_age_seconds
    if age == float("inf"):
        to_lose = _filed() and not settings_here().demonstration
        return Finding(BAD if to_lose else NOTE, f"there is none. {NO_BACKUP}")
    if age > MOST_BACKUP_AGE:
        return Finding(BAD, f"the last one is {_time(age)} old. {NO_BACKUP}")
    return Finding(GOOD, f"{_time(age)} old.")


def _time(seconds: float) -> str:
    if seconds < 2 * HOUR:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / HOUR:.0f} hours" if seconds < 3 * DAY else f"{seconds / DAY:.0f} days"
