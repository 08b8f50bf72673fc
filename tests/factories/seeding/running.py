"""The whole of it: offices and patterns, many copies by some processes, then indexes and seals."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import psycopg
from psycopg import sql

from backend import clock
from backend.accounts.queries import held_keys
from backend.audit.actions import seal_new_events
from backend.audit.rules import FIRST, next_seal
from backend.database.doors import transaction
from backend.database.embedded import die_with_parent
from backend.sealing.tools import Tools
from tests.factories.seeding.making import COLUMNS, Order, Shown, make
from tests.factories.seeding.offices import Offices, set_up_offices
from tests.factories.seeding.patterns import file_patterns
from tests.factories.seeding.reading import organisations_of, read_patterns, tables

#: The first is the busy one.
SHARES = {"th-office": 0.6, "id-office": 0.15, "my-office": 0.1, "ph-office": 0.08,
          "vn-office": 0.07}  # fmt: skip
#: Patterns.
FEWEST, MOST = 75, 240
#: Copies' seals wait with numbers before every other until the chain is made.
BEFORE_ALL = -1_000_000
QUICKER = {"max_wal_size": "8GB", "checkpoint_timeout": "1h"}
_INDEXES = """SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  WHERE t.relname = ANY (%s) AND NOT i.indisunique"""


@dataclass(frozen=True)
class Seeded:
    offices: Offices
    shown: list[Shown]
    cases: int

    def of(self, slug: str) -> list[Shown]:
        office = self.offices.organisations[slug]
        return [one for one in self.shown if one.office == office]


@dataclass(frozen=True)
class Wanted:
    """``shown``: of about so many cases the receipt codes come back. ``patterns``: as many cases
    are filed and worked on, of which all others are copies; each costs more than a hundred copies.
    """

    cases: int
    shown: int = 1000
    patterns: int = 0
    processes: int = os.cpu_count() or 1

    @property
    def patterned(self) -> int:
        return self.patterns or max(FEWEST, min(MOST, self.cases // 500))


async def seed(tools: Tools, administrator: str, wanted: Wanted) -> Seeded:
    """``administrator`` is an address that passes every policy, of an installation without any
    organisation yet.
    """
    at = clock.to_the_hour(clock.now())
    offices = await set_up_offices(tools, at)
    ids = await file_patterns(tools, offices, wanted.patterned, at)
    async with transaction(tools.engine) as session:
        await seal_new_events(session, clock.now() + timedelta(hours=1))
    with psycopg.connect(administrator, autocommit=True) as connection:
        left = wanted.cases - len(ids)
        order = await _order(tools, connection, (administrator, ids, offices), left)
        with _without_indexes(connection), _quicker(connection):
            found = _made([*_parts(order, wanted)])
            _chain(connection)
        for name in sorted(COLUMNS.keys() & _names()):
            connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(name)))
    return Seeded(offices, found, wanted.cases)


def _names() -> set[str]:
    return {"case_tokens", "facts", "seals", *(table.name for table in tables())}


async def _order(
    tools: Tools,
    connection: psycopg.Connection,
    what: tuple[str, list[UUID], Offices],
    total: int,
) -> Order:
    address, ids, offices = what
    patterns = await read_patterns(tools, connection, ids, clock.now())
    shares = {offices.organisations[slug]: share for slug, share in SHARES.items()}
    async with transaction(tools.engine) as session:
        keys = {one: (await held_keys(session, tools.keyring, one)).search for one in shares}
    taken = connection.execute("SELECT reference FROM case_references").fetchall()
    return Order(
        address=address,
        patterns=patterns,
        organisations=organisations_of(connection),
        search_keys=keys,
        master=tools.keyring.master,
        shares=shares,
        numbers=range(total),
        total=total,
        taken=frozenset(row[0] for row in taken),
        seals=0,
        shown=0,
    )


def _parts(whole: Order, wanted: Wanted) -> Iterator[Order]:
    count = wanted.processes
    size = -(-whole.total // count)
    for number in range(count):
        numbers = range(number * size, min((number + 1) * size, whole.total))
        seals = (count - number) * BEFORE_ALL
        yield replace(whole, numbers=numbers, seals=seals, shown=wanted.shown // count)


def _made(orders: list[Order]) -> list[Shown]:
    if len(orders) == 1:
        return make(orders[0])
    # Not forked: connections and threads of this process are not those of another.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(orders), fresh, die_with_parent, (signal.SIGTERM,)) as pool:
        return [one for part in pool.map(make, orders) for one in part]


@contextmanager
def _without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Those that only make reading quicker; each is built once all rows are there."""
    found = connection.execute(_INDEXES, (sorted(_names()),)).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    try:
        yield
    finally:
        connection.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in found:
            connection.execute(definition)


@contextmanager
def _quicker(connection: psycopg.Connection) -> Iterator[None]:
    for name, value in QUICKER.items():
        connection.execute(
            sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
        )
    connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        for name in QUICKER:
            connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")


def _chain(connection: psycopg.Connection) -> None:
    """The copies' seals follow the last one that was there, each the one before it."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('suara.seal'))")
        query = "SELECT number, {} FROM seals WHERE number {} ORDER BY number"
        real = connection.execute(query.format("seal", "> 0")).fetchall()
        number, chain = real[-1] if real else FIRST
        for waiting, root in connection.execute(query.format("root", "< 0")).fetchall():
            number, chain = number + 1, next_seal(chain, root)
            connection.execute(
                "UPDATE seals SET number = %s, seal = %s WHERE number = %s",
                (number, chain, waiting),
            )
