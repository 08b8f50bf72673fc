"""Reading the rows of the patterns back, as PostgreSQL itself writes them, with their keys."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Table

from backend.accounts.queries import held_keys
from backend.all_tables import METADATA
from backend.database.doors import transaction
from backend.reports.rules.people import fact_key
from backend.sealing.queries import keys_for_organisation
from backend.sealing.tools import Tools

#: Signature, flags and length of the extension of PostgreSQL's binary COPY; what ends it.
HEADER, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
#: Answers that may be asked for again, and who has a page open just now.
LEFT_OUT = {"idempotency", "presences", "case_tokens"}
NAMES = """SELECT text FROM system_texts JOIN cases USING (system_id)
  WHERE field = 'name' AND cases.id = %s"""
Raw = dict[str, bytes | None]


def tables() -> list[Table]:
    """All with rows of a case."""
    named = [t for t in METADATA.sorted_tables if "case_id" in t.columns or t.name == "cases"]
    return [table for table in named if table.name not in LEFT_OUT]


@dataclass
class Pattern:
    """``room``: so many days its times may be moved back and it is still what it is."""

    case_id: UUID
    office: UUID
    language: str
    stage: str
    ended: bool
    room: int
    keys: dict[str, bytes] = field(default_factory=dict)
    rows: list[tuple[str, Raw]] = field(default_factory=list)
    #: Of the system that it is about, in every language.
    names: list[str] = field(default_factory=list)


def rows_read(connection: psycopg.Connection, query: sql.Composed) -> Iterator[list[bytes | None]]:
    """The columns of each row, in PostgreSQL's binary form."""
    with connection.cursor().copy(query) as copy:
        content = b"".join(bytes(block) for block in copy)
    at = len(HEADER)
    while (count := struct.unpack_from(">h", content, at)[0]) >= 0:
        at += 2
        row: list[bytes | None] = []
        for _ in range(count):
            length = struct.unpack_from(">i", content, at)[0]
            at += 4
            row.append(content[at : at + length] if length >= 0 else None)
            at += max(length, 0)
        yield row


def _rows_of(
    connection: psycopg.Connection, table: Table, where: sql.Composable
) -> Iterator[tuple[str, Raw]]:
    names = [column.name for column in table.columns]
    query = sql.SQL("COPY (SELECT {} FROM {} WHERE {}) TO STDOUT (FORMAT binary)").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table.name), where
    )
    for row in rows_read(connection, query):
        yield table.name, dict(zip(names, row, strict=True))


async def read_patterns(
    tools: Tools, connection: psycopg.Connection, ids: list[UUID], at: datetime
) -> list[Pattern]:
    """``connection`` passes every policy."""
    patterns = {p.case_id: p for p in _patterns(connection, ids, at)}
    for table in tables():
        key = "id" if table.name == "cases" else "case_id"
        where = sql.SQL("{} = ANY ({})").format(sql.Identifier(key), sql.Literal(ids))
        for name, row in _rows_of(connection, table, where):
            patterns[UUID(bytes=row[key])].rows.append((name, row))
    facts = METADATA.tables["facts"]
    for pattern in patterns.values():
        name = fact_key(tools.keyring.master.facts_key, pattern.case_id)
        where = sql.SQL("fact_key = {}").format(sql.Literal(name))
        pattern.rows += _rows_of(connection, facts, where)
        names = connection.execute(NAMES, (pattern.case_id,)).fetchall()
        pattern.names = [row[0] for row in names]
        async with transaction(tools.engine) as session:
            held = await held_keys(session, tools.keyring, pattern.office)
            # Open, for other processes: they are handed over as they are.
            pattern.keys = dict(await keys_for_organisation(session, pattern.case_id, held))
    return list(patterns.values())


def _patterns(connection: psycopg.Connection, ids: list[UUID], at: datetime) -> Iterator[Pattern]:
    query = """SELECT id, handler_id, language, stage,
      coalesce(due_at IS NULL OR late, false), extract(day FROM due_at - %s)::int,
      stage IN ('closed', 'withdrawn', 'referred')
      FROM cases WHERE id = ANY (%s)"""
    for row in connection.execute(query, (at, ids)).fetchall():
        case_id, office, language, stage, free, days, ended = row
        room = 1000 if ended else 21 if free else max(0, days)
        yield Pattern(case_id, office, language, stage, ended, room)


def organisations_of(connection: psycopg.Connection) -> dict[UUID, dict[str, Any]]:
    """Public key, slug and country of each."""
    query = "SELECT id, public_key, slug, country FROM organisations"
    return {
        row[0]: {"public_key": bytes(row[1]), "slug": row[2], "country": row[3]}
        for row in connection.execute(query).fetchall()
    }
