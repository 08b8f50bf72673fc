"""Filing at the desk opens a door for new cases: what somebody with its password tries there."""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from backend.all_tables import METADATA
from backend.database.doors import set_local
from tests.factories.databases import Moving
from tests.factories.doors import door, reached, refused
from tests.factories.rows import Row, Rows, a_row, insert, rows_of

#: Rows that filing writes, and may write into no case that is there already.
OF_A_CASE = (
    "grievances", "contacts", "key_slots", "clocks", "acts", "events", "messages", "files", "notes",
)  # fmt: skip
HELP = {"helped_by": uuid4(), "agreed": "aloud", "channel": "counter", "stage": "received"}


@pytest.fixture(scope="module")
def theirs(apart: Moving) -> Rows:
    """Another office with a case of its own, which somebody filed at its desk long ago."""
    made = rows_of(apart.administrator, uuid4())
    long_ago = "UPDATE cases SET helped_by = %s, agreed = 'aloud', filed_by_transaction = 1"
    apart.administrator.execute(long_ago, (uuid4(),))
    return made


@pytest.fixture(scope="module")
def ours(apart: Moving) -> Rows:
    return rows_of(apart.administrator, uuid4())


def a_filed_case(theirs: Rows, case_id: UUID, **changes: Any) -> Row:
    """As the desk files it for another office, whose case it becomes."""
    made = a_row(METADATA.tables["cases"], theirs) | HELP
    return made | {"id": case_id, "owner_id": None} | changes


def put(connection: psycopg.Connection, table: str, row: Row) -> bool:
    """Whether it could be written."""
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    query = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  our own names
    return reached(connection, query, list(row.values())) == 1


def told(ours: Rows, case_id: UUID, receipt: bytes = b"") -> dict[str, object]:
    return {"organisation": ours.organisation, "case_id": case_id, "receipt": receipt.hex()}


def test_a_desk_files_for_another_office_and_sees_nothing_of_it(
    apart: Moving, ours: Rows, theirs: Rows
):
    """The whole of a filing, so that the refusals below are not refusals of everything."""
    case_id, code = uuid4(), secrets.token_bytes(32)
    with door(apart.addresses, "desk", **told(ours, case_id, code)) as connection:
        assert put(connection, "case_references", {"reference": "X", "case_id": case_id})
        assert put(connection, "cases", a_filed_case(theirs, case_id))
        for table in OF_A_CASE[:6]:
            row = a_row(METADATA.tables[table], theirs) | {"case_id": case_id}
            assert put(connection, table, row), table
        assert put(connection, "receipts", {"code_hash": code, "case_id": case_id})
        for table in ("cases", *OF_A_CASE[:6]):
            key = "id" if table == "cases" else "case_id"
            query = f"SELECT 1 FROM {table} WHERE {key} = %s"  # noqa: S608  our own names
            assert reached(connection, query, (case_id,)) == 0, table
        assert refused(connection, "SELECT 1 FROM receipts")


@pytest.mark.parametrize("table", OF_A_CASE)
def test_nothing_is_put_into_a_case_that_is_there_already(
    apart: Moving, ours: Rows, theirs: Rows, table: str
):
    """Even by somebody who knows its id and tells the database so."""
    for parties in ([theirs.organisation], [ours.organisation], []):
        row = a_row(METADATA.tables[table], theirs) | {"parties": parties}
        with door(apart.addresses, "desk", **told(ours, theirs.case)) as connection:
            assert not put(connection, table, row), parties


def test_no_code_and_no_reference_is_made_for_a_case_that_is_there_already(
    apart: Moving, ours: Rows, theirs: Rows
):
    code = secrets.token_bytes(32)
    for case_id in (theirs.case, ours.case):
        with door(apart.addresses, "desk", **told(ours, case_id, code)) as connection:
            assert not put(connection, "receipts", {"code_hash": code, "case_id": case_id})
            assert not put(connection, "case_references", {"reference": "Y", "case_id": case_id})


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "web"}, {"channel": "api"}, {"helped_by": None}, {"agreed": None},
        {"stage": "closed"}, {"owner_id": uuid4()}, {"parties": []}, {"parties": [uuid4()]},
        {"id": uuid4()},
    ],
)  # fmt: skip
def test_a_desk_forges_no_case_of_another_kind(
    apart: Moving, ours: Rows, theirs: Rows, change: Row
):
    """Nor one that it would see itself, as a party of the office to which it files."""
    with door(apart.addresses, "desk", **told(ours, case_id := uuid4())) as connection:
        assert not put(connection, "cases", a_filed_case(theirs, case_id, **change))
        assert put(connection, "cases", a_filed_case(theirs, case_id))


def test_the_transaction_that_filed_is_noted_by_the_database_alone(
    apart: Moving, ours: Rows, theirs: Rows
):
    query = "SELECT filed_by_transaction = pg_current_xact_id()::text::bigint FROM cases"
    own = a_filed_case(ours, case_id := uuid4(), filed_by_transaction=7)
    with door(apart.addresses, "desk", **told(ours, case_id)) as connection:
        assert put(connection, "cases", own)
        assert connection.execute(f"{query} WHERE id = %s", (case_id,)).fetchone() == (True,)
        mine = "UPDATE cases SET filed_by_transaction = pg_current_xact_id()::text::bigint"
        assert refused(connection, mine)
        assert refused(connection, "UPDATE cases SET helped_by = NULL")
    with door(apart.addresses, "public", **told(ours, case_id := uuid4())) as connection:
        assert put(connection, "cases", own | {"id": case_id})
        assert connection.execute(f"{query} WHERE id = %s", (case_id,)).fetchone() == (None,)


def test_the_next_transaction_adds_nothing_to_what_was_filed(
    apart: Moving, ours: Rows, theirs: Rows
):
    case_id, code = uuid4(), secrets.token_bytes(32)
    with psycopg.connect(apart.addresses.desk) as connection:
        facts = {name: str(value) for name, value in told(ours, case_id, code).items()}
        with connection.transaction():
            connection.execute(*set_local(facts))
            insert(connection, "cases", a_filed_case(theirs, case_id))
        with connection.transaction(force_rollback=True):
            connection.execute(*set_local(facts))
            assert not put(connection, "receipts", {"code_hash": code, "case_id": case_id})
            row = a_row(METADATA.tables["grievances"], theirs) | {"case_id": case_id}
            assert not put(connection, "grievances", row)


def test_filings_of_another_office_are_neither_seen_nor_changed(
    apart: Moving, ours: Rows, theirs: Rows
):
    tries: list[Callable[[psycopg.Connection], int]] = [
        lambda c: reached(c, "SELECT 1 FROM desk_filings WHERE id = %s", (mine,)),
        lambda c: reached(c, "UPDATE desk_filings SET state = 'filed' WHERE id = %s", (mine,)),
        lambda c: reached(c, "DELETE FROM desk_filings WHERE id = %s", (mine,)),
    ]
    mine = theirs.made["desk_filings"]["id"]
    for organisation, rows in ((ours.organisation, 0), (theirs.organisation, 1)):
        for attempt in tries:
            with door(apart.addresses, "desk", organisation=organisation) as connection:
                assert attempt(connection) == rows
    with door(apart.addresses, "public", organisation=theirs.organisation) as connection:
        assert refused(connection, "SELECT 1 FROM desk_filings")
