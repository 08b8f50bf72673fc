"""The four login roles and the database, created once by an administrator of the server."""

import psycopg
from psycopg import sql

from backend.database.addresses import ROLES

OLDEST = 150000


class ServerTooOld(Exception):
    """PostgreSQL below 15."""


class WrongLocale(Exception):
    """A cluster that cannot tell letters: search would be silently empty."""


def statements(passwords: dict[str, str]) -> list[sql.Composed]:
    """What an administrator runs, in order; roles have no memberships and own nothing else."""
    roles = [
        sql.SQL(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}"
        ).format(sql.Identifier(f"suara_{role}"), sql.Literal(passwords[role]))
        for role in ROLES
    ]
    return [
        *roles,
        sql.SQL(
            "CREATE DATABASE suara OWNER suara_owner ENCODING 'UTF8' TEMPLATE template0"
        ).format(),
    ]


def inside_statements(database: str = "suara") -> list[sql.Composed]:
    """What an administrator runs inside the new database."""
    name = sql.Identifier(database)
    return [
        sql.SQL("ALTER SCHEMA public OWNER TO suara_owner").format(),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC").format(),
        sql.SQL(
            "GRANT CONNECT ON DATABASE {} TO suara_owner, suara_public, suara_desk, suara_worker"
        ).format(name),
        sql.SQL("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO suara_owner").format(),
        # A large object of a door would be under no policy, and no copy could be made any more:
        # pg_dump may not read what another role owns.
        sql.SQL(
            "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid),"
            " lo_from_bytea(oid, bytea) FROM PUBLIC"
        ).format(),
    ]


def sql_for_an_administrator() -> str:
    lines = [s.as_string() for s in statements(dict.fromkeys(ROLES, "choose-a-password"))]
    inside = [s.as_string() for s in inside_statements()]
    return ";\n".join([*lines, "\\connect suara\n" + inside[0], *inside[1:]]) + ";\n"


def create(administrator: str, passwords: dict[str, str], database: str = "suara") -> None:
    """Create what is missing. ``administrator`` is an address without a database name."""
    with psycopg.connect(f"{administrator}/postgres", autocommit=True) as connection:
        check_server(connection)
        for role, created in zip(ROLES, statements(passwords)[:-1], strict=True):
            changed = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(f"suara_{role}"), sql.Literal(passwords[role])
            )
            there = _exists(connection, "pg_roles", "rolname", f"suara_{role}")
            connection.execute(changed if there else created)
        if not _exists(connection, "pg_database", "datname", database):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER suara_owner").format(sql.Identifier(database))
            )
    with psycopg.connect(f"{administrator}/{database}", autocommit=True) as connection:
        for statement in inside_statements(database):
            connection.execute(statement)


def check_server(connection: psycopg.Connection) -> None:
    """Refuse a server that is too old, or whose cluster cannot tell letters of other scripts."""
    if connection.info.server_version < OLDEST:
        raise ServerTooOld(connection.info.server_version)
    row = connection.execute(
        "SELECT 'ก' ~ '[[:alpha:]]', current_setting('server_encoding')"
    ).fetchone()
    if row is None or not row[0] or row[1] != "UTF8":
        raise WrongLocale


def _exists(connection: psycopg.Connection, table: str, column: str, value: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = {}").format(
        sql.Identifier(table), sql.Identifier(column), sql.Literal(value)
    )
    return connection.execute(query).fetchone() is not None
