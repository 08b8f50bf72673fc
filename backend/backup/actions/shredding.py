"""Taking the last traces of destroyed keys from the database's own files.

A deleted slot stays in the heap after DELETE and VACUUM, and in the write-ahead log. So the table
is written anew and the log is switched; where the server is ours, a checkpoint then removes the
old segments. Only the owner of the table may do so, and no function can: hence this command.
"""

import contextlib
import re
from datetime import datetime

import psycopg

WAITING = """SELECT count(*) FROM destructions
  WHERE done_on IS NOT NULL AND shredded_at IS NULL"""
DONE = "UPDATE destructions SET shredded_at = %s WHERE done_on IS NOT NULL AND shredded_at IS NULL"
#: Written anew; of the others what is left opens with no key any more.
ANEW = ("key_slots", "case_tokens")
LEFT = re.compile(r"(\d+)")


class StillInUse(Exception):
    """Somebody's transaction is older than the destruction, so that traces had to stay."""


def waits(owner: str) -> int:
    """Destroyed cases whose traces were not taken away yet."""
    with psycopg.connect(owner) as connection:
        row = connection.execute(WAITING).fetchone()
    return int(row[0]) if row else 0


def shred_traces(owner: str, administrator: str | None, at: datetime) -> int:
    """How many cases it was for. ``administrator``: where the server is ours."""
    count = waits(owner)
    if not count:
        return 0
    with psycopg.connect(owner, autocommit=True) as connection:
        # Whoever files waits for us meanwhile, so we do not wait for long ourselves.
        connection.execute("SET lock_timeout = '5s'")
        for table in ANEW:
            _write_anew(connection, table)
        connection.execute("VACUUM cases")
        if administrator is None:
            # Without the right to it (`suara database roles`) the log turns over by itself.
            with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT pg_switch_wal()")
        connection.execute(DONE, (at,))
    if administrator:
        _drop_old_log(administrator)
    return count


def _write_anew(connection: psycopg.Connection, table: str) -> None:
    """Refused where PostgreSQL says that it had to keep rows that are deleted."""
    kept: list[int] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        found = LEFT.search(notice.message_detail or "")
        if found and f".{table}" in (notice.message_primary or ""):
            kept.append(int(found.group(1)))

    connection.add_notice_handler(hear)
    connection.execute(f"VACUUM (FULL, VERBOSE) {table}".encode())
    connection.remove_notice_handler(hear)
    if any(kept):
        raise StillInUse(table)


def _drop_old_log(administrator: str) -> None:
    """Twice: a checkpoint keeps the segment in which the one before it began."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        for _ in range(2):
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("CHECKPOINT")
