"""The database's part of a backup: PostgreSQL's own dump of one snapshot, and sums over it."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backend.backup.rules.manifest import BackupRefused, TableSum
from backend.database.embedded.programs import folders, version

READ_AT_ONCE = 2**20
TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
ORDER BY 1
"""
SUM = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
#: However a server is set, a row is written in the same way.
WRITTEN_ALIKE = """SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC';
SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"""
#: A condition that was dumped and read again is written with other brackets and casts of text.
POLICIES = r"""
SELECT tablename, policyname, roles, cmd, regexp_replace(
  concat_ws(' | ', qual, with_check), '::(character varying|text)(\[\])?|[()\s]', '', 'g')
FROM pg_policies WHERE schemaname = 'public' UNION ALL
SELECT relname, 'enabled', '{}', NULL, relrowsecurity::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1, 2
"""
GRANTS = """
SELECT relname, NULL, x.grantee::regrole::text, x.privilege_type FROM pg_class,
  aclexplode(relacl) x WHERE relnamespace = 'public'::regnamespace AND x.grantee <> relowner
UNION ALL
SELECT relname, attname, x.grantee::regrole::text, x.privilege_type
  FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid, aclexplode(a.attacl) x
  WHERE relnamespace = 'public'::regnamespace UNION ALL
SELECT proname, NULL, x.grantee::regrole::text, x.privilege_type FROM pg_proc,
  aclexplode(proacl) x WHERE pronamespace = 'public'::regnamespace AND x.grantee <> proowner
ORDER BY 1, 2, 3, 4
"""


def sums(connection: psycopg.Connection) -> dict[str, TableSum]:
    """Of each table, within the connection's own snapshot."""
    connection.execute(WRITTEN_ALIKE)
    found = {}
    for (name,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL(SUM).format(sql.Identifier(name))).fetchone()
        found[name] = TableSum(*row) if row else TableSum(0, "0")
    return found


def digest_of(connection: psycopg.Connection, query: str) -> str:
    return sha256(repr(connection.execute(query.encode()).fetchall()).encode()).hexdigest()


def dumped(owner: str, server: int, snapshot: str) -> Iterator[bytes]:
    """What ``pg_dump`` says, as it says it."""
    programs = programs_for(server)
    words: list[str | Path] = [
        programs / "pg_dump",
        "--format=custom",
        # What a server's administrator took from everybody there is not ours to take elsewhere.
        "--exclude-schema=pg_catalog",
        f"--snapshot={snapshot}",
        *_where(owner),
    ]
    with tempfile.TemporaryFile() as said, _program(words, owner, said) as process:
        if process.stdout is None:
            raise TypeError("a pipe was asked for")
        while piece := process.stdout.read(READ_AT_ONCE):
            yield piece
        if process.wait():
            raise BackupRefused(f"pg_dump did not finish: {_last_line(said)}")


def restore_dump(owner: str, server: int, content: Iterable[bytes]) -> None:
    """All or nothing, with the roles of the place."""
    programs = programs_for(server)
    words: list[str | Path] = [
        programs / "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
        *_where(owner),
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said, _program(words, owner, said, feed=True) as process:
        if process.stdin is None:
            raise TypeError("a pipe was asked for")
        try:
            for piece in content:
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass
        if process.wait():
            raise BackupRefused(f"pg_restore did not finish: {_last_line(said)}")


def programs_for(server: int) -> Path:
    """Those of the server's own version, else the nearest newer ones."""
    here = [folder for folder in folders() if (folder / "pg_dump").exists()]
    for major, folder in sorted((int(version(folder, "pg_dump")), folder) for folder in here):
        if major >= server // 10000:
            return folder
    raise BackupRefused(
        f"No pg_dump for PostgreSQL {server // 10000} is here: install Debian's postgresql-client."
    )


def _where(address: str) -> list[str]:
    """Without the password, which others could read in the list of running programs."""
    parts = urlsplit(address)
    name = parts.netloc.rpartition("@")
    user = name[0].partition(":")[0]
    return [f"--dbname={urlunsplit(parts._replace(netloc=f'{user}@{name[2]}'))}"]


def _program(
    words: list[str | Path], address: str, said: IO[bytes], *, feed: bool = False
) -> "subprocess.Popen[bytes]":
    password = urlsplit(address).password
    return subprocess.Popen(  # noqa: S603  a program of PostgreSQL at an absolute path
        words,
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if feed else subprocess.PIPE,
        stderr=said,
        env=os.environ | ({"PGPASSWORD": unquote(password)} if password else {}),
    )


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing."
