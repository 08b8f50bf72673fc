"""From the previous release to this one while people work on the database: nothing is lost.

The previous release ended with migration 0003; its rows are written as it wrote them.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from backend.all_tables import METADATA
from backend.database.migrating import head
from tests.factories.databases import Moving
from tests.factories.rows import Row, Rows, a_row, insert

PREVIOUS = "0003_job_queue"
ORGANISATIONS = 60
#: In columns whose words stand in the tables of texts by now.
OLD_TEXT = "of the previous release"
NEEDED = """SELECT column_name FROM information_schema.columns
  WHERE table_name = %s AND is_nullable = 'NO'"""
#: Longer than that nobody waits: the migration gives up on a lock after five seconds.
LONGEST_PAUSE = 5.5


@dataclass
class Work:
    """What somebody was told is kept, and how long they ever waited for an answer."""

    acknowledged: list[UUID] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    longest: float = 0.0
    reads: int = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.longest = max(self.longest, time.monotonic() - began)


def old_row(moving: Moving, table: str, rows: Rows) -> Row:
    """With the columns that the previous release knew, and those that it insisted on."""
    needed = [row[0] for row in moving.administrator.execute(NEEDED, (table,)).fetchall()]
    made = a_row(METADATA.tables[table], rows, needed)
    known = {name: value for name, value in made.items() if name in moving.columns(table)}
    # What has gone from the models since was text.
    return dict.fromkeys(needed, OLD_TEXT) | known


def fill(moving: Moving) -> None:
    old = [table.name for table in METADATA.sorted_tables if table.name in moving.tables()]
    for _ in range(ORGANISATIONS):
        rows = Rows(uuid4())
        for table in old:
            rows.made[table] = old_row(moving, table, rows)
            insert(moving.administrator, table, rows.made[table])


def content(moving: Moving, columns: dict[str, list[str]]) -> dict[str, set[str]]:
    """Each row of each table, as far as the previous release knew it."""
    found = {}
    for table, names in columns.items():
        query = sql.SQL("SELECT t::text FROM (SELECT {} FROM {}) t").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
        )
        found[table] = {row[0] for row in moving.administrator.execute(query).fetchall()}
    return found


def still_there(moving: Moving, table: str) -> list[str]:
    """Columns of the previous release that this one has, too; see below for the others."""
    return [name for name in moving.columns(table) if name in METADATA.tables[table].columns]


def write(address: str, case: Row, work: Work, stop: threading.Event) -> None:
    """One complaint after the other, as the previous release files them."""
    with psycopg.connect(address, autocommit=True) as connection:
        while not stop.is_set():
            new = case | {"id": uuid4()}
            try:
                with work.timed():
                    insert(connection, "cases", new)
            except psycopg.Error as error:
                work.refused.append(type(error).__name__)
            else:
                work.acknowledged.append(new["id"])
            stop.wait(0.005)


def read(address: str, work: Work, stop: threading.Event) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        while not stop.is_set():
            with work.timed():
                connection.execute("SELECT id, stage, filed_on FROM cases LIMIT 50").fetchall()
            work.reads += 1
            stop.wait(0.005)


@contextmanager
def at_work(moving: Moving, case: Row) -> Iterator[tuple[Work, Work]]:
    address = moving.addresses.owner
    writing, reading, stop = Work(), Work(), threading.Event()
    threads = [
        threading.Thread(target=write, args=(address, case, writing, stop)),
        threading.Thread(target=read, args=(address, reading, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.3)
        yield writing, reading
        time.sleep(0.3)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def previous(moving: Moving) -> Moving:
    moving.up(PREVIOUS)
    fill(moving)
    return moving


def test_an_upgrade_while_people_work_loses_nothing(previous: Moving):
    columns = {
        name: still_there(previous, name) for name in previous.tables() & METADATA.tables.keys()
    }
    before = content(previous, columns)
    assert len(before["cases"]) == ORGANISATIONS
    rows = Rows(uuid4())
    for table in ("organisations", "cases"):
        rows.made[table] = old_row(previous, table, rows)
    with at_work(previous, rows.made["cases"]) as (writing, reading):
        previous.up()
    after = content(previous, columns)
    assert {name: rows - after[name] for name, rows in before.items() if rows - after[name]} == {}
    moved = "SELECT count(*) FROM system_texts WHERE text = %s"
    assert previous.administrator.execute(moved, (OLD_TEXT,)).fetchone() == (ORGANISATIONS,)
    kept = previous.administrator.execute("SELECT id FROM cases").fetchall()
    assert set(writing.acknowledged) <= {row[0] for row in kept}
    assert len(writing.acknowledged) > 20, writing.refused
    assert reading.reads > 20
    assert max(writing.longest, reading.longest) < LONGEST_PAUSE
    revision = "SELECT version_num FROM alembic_version"
    assert previous.administrator.execute(revision).fetchone() == (head(),)


def test_an_upgrade_that_cannot_have_its_locks_gives_up_and_can_be_tried_again(previous: Moving):
    """Somebody looks at a table for long: nobody else waits behind the migration for ever."""
    with psycopg.connect(previous.addresses.owner) as looking:
        looking.execute("SELECT * FROM grievances LIMIT 1")
        began = time.monotonic()
        with pytest.raises(Exception, match="lock timeout"):
            previous.up()
        assert time.monotonic() - began < 30
    previous.up()
    revision = "SELECT version_num FROM alembic_version"
    assert previous.administrator.execute(revision).fetchone() == (head(),)
