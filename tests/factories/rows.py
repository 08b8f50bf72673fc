"""One believable row for each table, written past every door."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import ARRAY, JSON, Column, Date, Enum, String, Table, Uuid
from sqlmodel import AutoString

from backend.all_tables import METADATA

Row = dict[str, Any]
#: Columns that hold an organisation without being a foreign key to one.
ORGANISATIONS = {"handler_id", "owner_id", "office_id", "organisation_id", "holder_id"}
_OF_TYPE = {
    bytes: lambda: secrets.token_bytes(32),
    bool: lambda: False,
    int: lambda: secrets.randbelow(2**31),
    float: lambda: 1.5,
    datetime: lambda: datetime.now(UTC),
}


@dataclass
class Rows:
    """What one organisation has: a row in each table, found by the table's name."""

    organisation: UUID
    made: dict[str, Row] = field(default_factory=dict)

    @property
    def case(self) -> UUID:
        return UUID(str(self.made["cases"]["id"]))


def rows_of(connection: psycopg.Connection, organisation: UUID) -> Rows:
    """Rows in every table of ours that belong to one organisation and to one case of its own.

    They fit the tables and nothing else: for a database that no page and no job reads.
    """
    rows = Rows(organisation)
    for table in METADATA.sorted_tables:
        rows.made[table.name] = a_row(table, rows)
        insert(connection, table.name, rows.made[table.name])
    return rows


def a_case_with_owner(connection: psycopg.Connection) -> Rows:
    """As ``rows_of``, put to the owner of its system, with one word to be found by."""
    owner = uuid4()
    made = rows_of(connection, handler := uuid4())
    system = {"id": (system_id := uuid4()), "owner_id": owner, "slug": f"slug-{owner.hex}"}
    insert(
        connection,
        "organisations",
        made.made["organisations"] | {"id": owner, "slug": owner.hex},
    )
    insert(connection, "systems", made.made["systems"] | system)
    case = {"owner": owner, "parties": [handler, owner], "case": made.case, "system": system_id}
    query = """UPDATE cases SET owner_id = %(owner)s, parties = %(parties)s, system_id = %(system)s
      WHERE id = %(case)s"""
    connection.execute(query, case)
    tokens = "UPDATE case_tokens SET tokens = '{7}' WHERE case_id = %s"
    connection.execute(tokens, (made.case,))
    made.made["cases"] |= {"owner_id": owner}
    return made


def insert(connection: psycopg.Connection, table: str, row: Row) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), names, places)
    connection.execute(query, list(row.values()))


def a_row(table: Table, rows: Rows, also: Collection[str] = ()) -> Row:
    """``also``: columns that may be empty by now, and are filled all the same."""
    return {
        column.name: _value(column, rows)
        for column in table.columns
        if _needed(column) or column.name in also
    }


def _needed(column: Column[Any]) -> bool:
    return not column.nullable or column.name in ORGANISATIONS


def _value(column: Column[Any], rows: Rows) -> Any:
    for key in column.foreign_keys:
        return rows.made[key.column.table.name][key.column.name]
    if column.name in ORGANISATIONS or (column.table.name, column.name) == ("organisations", "id"):
        return rows.organisation
    if column.name == "case_id":
        return rows.case
    if isinstance(column.type, ARRAY):
        return [rows.organisation] if isinstance(column.type.item_type, Uuid) else []
    return _plain(column)


def _plain(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enums[0]
    if isinstance(kind, String | AutoString):
        return secrets.token_hex(6)[: kind.length]
    if isinstance(kind, Date) and (column.primary_key or column.name == "day"):
        return date.fromordinal(1 + secrets.randbelow(date.max.toordinal()))
    if isinstance(kind, JSON):
        return Jsonb({})
    if isinstance(kind, Uuid):
        return uuid4()
    known: Iterable[Any] = (
        made for kept, made in _OF_TYPE.items() if issubclass(kind.python_type, kept)
    )
    return next(iter(known), lambda: datetime.now(UTC).date())()
