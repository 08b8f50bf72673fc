"""Table by table, as each door in plain SQL: rows of somebody else are neither seen nor touched."""

import secrets
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from backend.all_tables import METADATA
from tests.factories.databases import Moving
from tests.factories.doors import door, reached
from tests.factories.rows import Row, Rows, a_row, rows_of

pytestmark = [pytest.mark.battery("T3b"), pytest.mark.usefixtures("statements_counted")]
#: Tables without a row policy; why, says test_row_coverage.py.
OPEN = {
    "organisations", "organisation_texts", "staff", "invitations", "staff_sessions",
    "second_factors", "resets", "identity_providers", "identities", "sign_ins_elsewhere",
    "proclaimed_days", "rate_counters", "rate_keys", "seals", "unsealed_events", "backups",
}  # fmt: skip
#: What every desk reads of the register, whoever owns the system.
KNOWN = {
    "systems", "system_texts", "system_versions", "model_updates", "model_update_texts",
    "assessments", "oversights",
}  # fmt: skip
GUARDED = sorted(METADATA.tables.keys() - OPEN)
KEYS = {"receipts": "code_hash"}  # the others are found by key_hash


@pytest.fixture(scope="module")
def theirs(apart: Moving) -> Rows:
    """A row in each table, of another organisation and of a case of its own."""
    return rows_of(apart.administrator, uuid4())


@pytest.fixture(scope="module")
def told(apart: Moving) -> dict[str, object]:
    """All that somebody honest may be told, and none of it belongs to ``theirs``."""
    ours = rows_of(apart.administrator, uuid4())
    names = ("retry", "draft", "follow")
    tables = ("idempotency", "drafts", "follow_sessions")
    keys = {n: ours.made[t]["key_hash"].hex() for n, t in zip(names, tables, strict=True)}
    receipt = ours.made["receipts"]["code_hash"].hex()
    return {"organisation": ours.organisation, "case_id": ours.case, "receipt": receipt, **keys}


def named(table: str) -> sql.Identifier:
    return sql.Identifier(table)


def the_row(table: str, rows: Rows) -> tuple[sql.Composed, list[object]]:
    """A condition that only that row fulfils."""
    keys = [column.name for column in METADATA.tables[table].primary_key]
    each = [sql.SQL("{} = %s").format(sql.Identifier(key)) for key in keys]
    return sql.SQL(" AND ").join(each), [rows.made[table][key] for key in keys]


def seen(connection: psycopg.Connection, table: str, rows: Rows) -> int:
    condition, values = the_row(table, rows)
    query = sql.SQL("SELECT 1 FROM {} WHERE {}").format(named(table), condition)
    return reached(connection, query, values)


@pytest.mark.parametrize("role", ["public", "desk"])
@pytest.mark.parametrize("table", GUARDED)
def test_whoever_is_told_nothing_sees_nothing(apart: Moving, theirs: Rows, table: str, role: str):
    with door(apart.addresses, role) as connection:
        count = sql.SQL("SELECT 1 FROM {}").format(named(table))
        if (table, role) not in {(known, "desk") for known in KNOWN}:
            assert seen(connection, table, theirs) == 0
        if table not in KNOWN | {"publications", "publication_texts"}:
            assert reached(connection, count) == 0


@pytest.mark.parametrize("role", ["public", "desk"])
@pytest.mark.parametrize("table", GUARDED)
def test_rows_of_another_organisation_case_or_browser_are_not_seen(
    apart: Moving, theirs: Rows, told: dict[str, object], table: str, role: str
):
    if role == "desk" and table in KNOWN:
        pytest.skip("every desk reads the register")
    with door(apart.addresses, role, **told) as connection:
        assert seen(connection, table, theirs) == 0


@pytest.mark.parametrize("role", ["public", "desk"])
@pytest.mark.parametrize("table", GUARDED)
def test_rows_of_others_are_neither_changed_nor_removed_nor_copied_out(
    apart: Moving, theirs: Rows, told: dict[str, object], table: str, role: str
):
    condition, values = the_row(table, theirs)
    with door(apart.addresses, role, **told) as connection:
        for column in METADATA.tables[table].columns:
            change = sql.SQL("UPDATE {0} SET {1} = {1}").format(named(table), named(column.name))
            mine = reached(connection, change)
            assert reached(connection, change + sql.SQL(" WHERE ") + condition, values) == 0
            assert mine <= 1, f"{mine} rows of {table}.{column.name}"
        removal = sql.SQL("DELETE FROM {} WHERE {}").format(named(table), condition)
        assert reached(connection, removal, values) == 0
        assert reached(connection, sql.SQL("TRUNCATE {} CASCADE").format(named(table))) == 0
        copied = copied_out(connection, table)
        needle = str(next(iter(values))).encode()
        assert needle not in copied or (role == "desk" and table in KNOWN)


def copied_out(connection: psycopg.Connection, table: str) -> bytes:
    try:
        with connection.transaction(), connection.cursor() as cursor:
            query = sql.SQL("COPY {} TO STDOUT").format(named(table))
            with cursor.copy(query) as copy:
                return b"".join(bytes(part) for part in copy)
    except psycopg.errors.InsufficientPrivilege:
        return b""


@pytest.mark.parametrize("role", ["public", "desk"])
@pytest.mark.parametrize("table", GUARDED)
def test_no_row_is_slipped_into_what_belongs_to_others(
    apart: Moving, theirs: Rows, told: dict[str, object], table: str, role: str
):
    """Not even one that claims to be ours: the case decides who its parties are."""
    for claims in ({}, {"parties": [told["organisation"]]}):
        row = forged(table, theirs, claims)
        columns = sql.SQL(", ").join(map(sql.Identifier, row))
        places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(named(table), columns, places)
        with door(apart.addresses, role, **told) as connection:
            assert reached(connection, query, list(row.values())) == 0, row


def forged(table: str, theirs: Rows, claims: Row) -> Row:
    """As their row, under a key that is free."""
    made = a_row(METADATA.tables[table], theirs)
    return made | {name: value for name, value in claims.items() if name in made}


@pytest.mark.parametrize("table", sorted({*GUARDED} - {"receipts", "idempotency", "facts"}))
def test_the_desk_sees_its_own_rows_where_it_may_read_at_all(
    apart: Moving, theirs: Rows, table: str
):
    """The other tests would pass on a database that shows nothing to anybody."""
    may = apart.administrator.execute(
        "SELECT has_table_privilege('suara_desk', %s, 'SELECT')", (table,)
    ).fetchone()[0]
    with door(apart.addresses, "desk", organisation=theirs.organisation) as connection:
        assert seen(connection, table, theirs) == int(may)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("receipt", "receipts"), ("retry", "idempotency"), ("draft", "drafts"),
        ("draft", "draft_files"), ("follow", "follow_sessions"),
    ],
)  # fmt: skip
def test_the_right_hash_opens_one_row_and_a_near_one_none(
    apart: Moving, theirs: Rows, name: str, table: str
):
    right: bytes = theirs.made[table][KEYS.get(table, "key_hash")]
    for told_hash, rows in ((right, 1), (right[:-1] + bytes([right[-1] ^ 1]), 0), (b"", 0)):
        with door(apart.addresses, "public", **{name: told_hash.hex()}) as connection:
            query = sql.SQL("SELECT 1 FROM {}").format(named(table))
            assert reached(connection, query) == rows


def test_what_was_told_does_not_stay_on_a_connection(apart: Moving, theirs: Rows):
    with psycopg.connect(apart.addresses.desk) as connection:
        for told_now, rows in ((True, 1), (False, 0)):
            with connection.transaction():
                if told_now:
                    setting = sql.SQL("SET LOCAL suara.organisation = {}")
                    connection.execute(setting.format(sql.Literal(str(theirs.organisation))))
                assert seen(connection, "cases", theirs) == rows


def test_a_guessed_case_shows_nothing_to_the_public(apart: Moving):
    for guess in (uuid4(), f"{secrets.randbits(128):032x}"):
        with door(apart.addresses, "public", case_id=guess) as connection:
            assert reached(connection, "SELECT 1 FROM cases") == 0
