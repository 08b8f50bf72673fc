"""A process of its own that makes some thousands of cases and puts them into the tables."""

import itertools
import struct
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from backend.all_tables import METADATA
from backend.audit.queries import MOST_SEALED_AT_ONCE
from backend.audit.rules import merkle_root
from backend.cases.rules.references import new_reference
from backend.grievances.rules.receipt_code import in_letters
from backend.languages.search_terms import reference_terms
from backend.sealing.keys import MasterKey
from backend.sealing.tokens import keyed_tokens
from tests.factories.seeding.copying import Copied, Mould, sized
from tests.factories.seeding.reading import END, HEADER, Pattern
from tests.factories.seeding.speech import Speech, story, tokens_of_all

AT_ONCE = 1000
#: A reference that is taken is drawn again from here.
AGAIN = 1 << 24
#: Open cases among all.
STILL_OPEN = 0.05
VOCABULARY = 6000
WEEKS = 150
COLUMNS = {name: [c.name for c in table.columns] for name, table in METADATA.tables.items()}
COLUMNS["case_tokens"] = ["case_id", "organisation_id", "tokens"]
_BIGINT = 20


@dataclass(frozen=True)
class Order:
    """``numbers`` of ``total``: the cases that are to be made. ``shares``: of each office.

    ``address`` passes every policy. ``seals``: the number of the first seal. ``shown``: of so many
    cases of each office the codes come back.
    """

    address: str
    patterns: list[Pattern]
    organisations: dict[UUID, dict[str, Any]]
    search_keys: dict[UUID, bytes]
    master: MasterKey
    shares: dict[UUID, float]
    numbers: range
    total: int
    taken: frozenset[str]
    seals: int
    shown: int


@dataclass(frozen=True)
class Shown:
    office: UUID
    case_id: UUID
    reference: str
    code: str
    stage: str


@dataclass
class Making:
    order: Order
    events: list[tuple[bytes, bytes]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    def __post_init__(self) -> None:
        order = self.order
        self.dice = Random(order.numbers.start)  # noqa: S311  texts, no secret
        made = [Mould(p, order.organisations, order.master) for p in order.patterns]
        self.moulds: dict[tuple[UUID, bool], list[Mould]] = defaultdict(list)
        for mould in made:
            self.moulds[mould.pattern.office, mould.pattern.ended].append(mould)
        languages = sorted({p.language for p in order.patterns})
        self.speeches = {tag: Speech(tag, self.dice, VOCABULARY) for tag in languages}
        self.seals = itertools.count(order.seals)

    def some(self, numbers: range) -> dict[str, bytearray]:
        """By table what COPY reads."""
        rows: dict[str, bytearray] = defaultdict(lambda: bytearray(HEADER))
        for number in numbers:
            mould = self._mould()
            copy = self._copy(mould, number)
            for name, content in mould.copied(copy).items():
                rows[name] += content
            rows["case_tokens"] += self._tokens(mould, copy)
            self.events += copy.leaves
            self._show(mould, copy)
        return rows

    def _mould(self) -> Mould:
        offices = list(self.order.shares)
        office = self.dice.choices(offices, list(self.order.shares.values()))[0]
        ended = self.dice.random() >= STILL_OPEN
        return self.dice.choice(self.moulds[office, ended] or self.moulds[office, not ended])

    def _copy(self, mould: Mould, number: int) -> Copied:
        pattern = mould.pattern
        prefix = struct.pack(">I", number * (2**32 // (self.order.total + 1)))
        weeks = self.dice.randrange(min(WEEKS, pattern.room // 7) + 1)
        days = 7 * weeks if pattern.ended else self.dice.randrange(pattern.room + 1)
        parts = self.speeches[pattern.language].parts()
        year = mould.filed_on(days).year
        reference = _reference(mould.country, year, number)
        if reference in self.order.taken:
            reference = _reference(mould.country, year, number + AGAIN)
        return Copied(prefix, days, parts, story(parts), reference)

    def _tokens(self, mould: Mould, copy: Copied) -> bytes:
        office = mould.pattern.office
        key = self.order.search_keys[office]
        tokens = tokens_of_all([*copy.parts, *mould.said], key)
        tokens.update(keyed_tokens(reference_terms(copy.reference), key))
        found = sorted(tokens)
        mixed = itertools.chain.from_iterable((8, token) for token in found)
        array = struct.pack(f">iiIii{'iq' * len(found)}", 1, 0, _BIGINT, len(found), 1, *mixed)
        return struct.pack(">h", 3) + sized(copy.ids[0]) + sized(office.bytes) + sized(array)

    def _show(self, mould: Mould, copy: Copied) -> None:
        if len(copy.text) and self.dice.random() < self.order.shown / len(self.order.numbers):
            pattern = mould.pattern
            code = in_letters(copy.secret)
            self.shown.append(
                Shown(pattern.office, copy.case_id, copy.reference, code, pattern.stage)
            )

    def sealed(self, *, last: bool) -> list[tuple[int, list[UUID], list[bytes], bytes]]:
        """Number, events, their hashes and the root; the chain is made when all are there."""
        made = []
        while len(self.events) >= MOST_SEALED_AT_ONCE or (last and self.events):
            part = self.events[:MOST_SEALED_AT_ONCE]
            del self.events[:MOST_SEALED_AT_ONCE]
            hashes = [leaf for _, leaf in part]
            ids = [UUID(bytes=event) for event, _ in part]
            made.append((next(self.seals), ids, hashes, merkle_root(hashes)))
        return made


def _reference(country: str, year: int, number: int) -> str:
    """Another one for each number below 2^25."""
    return new_reference(country, year, (number * 0x9E3779B1).to_bytes(8, "big"))


def make(order: Order) -> list[Shown]:
    making = Making(order)
    with psycopg.connect(order.address, autocommit=True) as connection:
        # No trigger and no foreign key: rows come as the product itself wrote them.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for first in range(order.numbers.start, order.numbers.stop, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, order.numbers.stop))
            with connection.transaction():
                _put(connection, making.some(numbers))
                _put_seals(connection, making.sealed(last=numbers.stop == order.numbers.stop))
    return making.shown


def _put(connection: psycopg.Connection, rows: dict[str, bytearray]) -> None:
    for name, content in rows.items():
        columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[name]))
        query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
            sql.Identifier(name), columns
        )
        with connection.cursor().copy(query) as copy:
            copy.write(content + END)


def _put_seals(
    connection: psycopg.Connection, seals: list[tuple[int, list[UUID], list[bytes], bytes]]
) -> None:
    for number, ids, hashes, root in seals:
        connection.execute(
            "INSERT INTO seals (number, event_ids, event_hashes, root, seal, at)"
            " VALUES (%s, %s, %s, %s, '', now())",
            (number, ids, hashes, root),
        )
