"""A database beside the one that all tests share, to take apart."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from alembic import command
from psycopg import sql

from backend.database import migrating, roles
from backend.database.addresses import ROLES, Addresses
from backend.database.embedded import EmbeddedServer


@dataclass(frozen=True)
class Moving:
    """An empty database to migrate; ``administrator`` looks at it past every policy."""

    addresses: Addresses
    administrator: psycopg.Connection
    programs: Path

    @property
    def url(self) -> str:
        return self.addresses.for_sqlalchemy("owner")

    def up(self, to: str = "head") -> None:
        migrating.migrate(self.url, to)

    def down(self, to: str) -> None:
        command.downgrade(migrating.configuration(self.url), to)

    def schema(self) -> str:
        """As pg_dump writes it: tables, indexes, functions, policies, grants."""
        parts = urlsplit(self.addresses.owner)
        words = ["--schema-only", "-h", "127.0.0.1", "-p", str(parts.port), "-U", "suara_owner"]
        dumped = subprocess.run(  # noqa: S603  a program of PostgreSQL at an absolute path
            [self.programs / "pg_dump", *words, parts.path[1:]],
            env=os.environ | {"PGPASSWORD": parts.password or ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        # Newer ones fence the dump with a word that is drawn anew each time.
        lines = [line for line in dumped.splitlines() if "restrict " not in line]
        return "\n".join(lines)

    def tables(self) -> set[str]:
        query = "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'"
        return {row[0] for row in self.administrator.execute(query)}

    def columns(self, table: str) -> list[str]:
        query = (
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1"
        )
        return [row[0] for row in self.administrator.execute(query, (table,))]

    def content(self, table: str, columns: list[str]) -> str:
        """What stands in these columns; later migrations may add more."""
        query = """SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')
          FROM (SELECT {} FROM {}) t"""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        named = sql.SQL(query).format(names, sql.Identifier(table))
        return str(self.administrator.execute(named).fetchone()[0])


@contextmanager
def a_database(server: EmbeddedServer, database: Addresses, programs: Path) -> Iterator[Moving]:
    """Empty, with the roles and passwords of ``database``; dropped at the end."""
    passwords = {role: urlsplit(getattr(database, role)).password or "" for role in ROLES}
    name = f"beside_{secrets.token_hex(4)}"
    roles.create(server.administrator, passwords, name)
    there = Addresses(**{r: f"{getattr(database, r).rpartition('/')[0]}/{name}" for r in ROLES})
    with psycopg.connect(f"{server.administrator}/{name}", autocommit=True) as connection:
        yield Moving(there, connection, programs)
    with psycopg.connect(f"{server.administrator}/postgres", autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
