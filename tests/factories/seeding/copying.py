"""One case more, like a pattern: its rows in PostgreSQL's binary form, sealed anew.

What is the same in every copy is put together once; the rest are functions of the new case.
"""

import json
import os
import struct
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, LargeBinary, Uuid

from backend.all_tables import METADATA
from backend.grievances.rules.receipt_code import code_hash, secret_from
from backend.ledger.rules import Filed, commitment
from backend.reports.rules.people import complainant_key, fact_key
from backend.sealing.fields import Place, SealBroken, seal, seal_bytes, unseal
from backend.sealing.keys import (
    MasterKey,
    derived,
    new_key,
    wrap_for_organisation,
    wrap_for_receipt,
)
from backend.sealing.queries import place_of
from tests.factories.seeding.ids import new_ids
from tests.factories.seeding.reading import Pattern, Raw

NULL = struct.pack(">i", -1)
BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
DAY = 24 * 3600 * 1_000_000


@dataclass
class Copied:
    """A case that is being made. ``prefix``: its ids begin with it, so that indexes grow in order.

    ``leaves``: id and hash of each event, as a seal covers it.
    """

    prefix: bytes
    days: int
    parts: list[str]
    text: str
    reference: str
    ids: list[bytes] = field(default_factory=list)
    secret: bytes = field(default_factory=lambda: secret_from(os.urandom(15)))
    keys: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = {name: new_key() for name in ("account", "office", "contact")}
        self.salt = derived(self.secret, "ledger")
        self.leaves: list[tuple[bytes, bytes]] = []

    @property
    def case_id(self) -> UUID:
        return UUID(bytes=self.ids[0])


Part = bytes | Callable[[Copied], bytes]


def sized(content: bytes) -> bytes:
    return struct.pack(">i", len(content)) + content


class Mould:
    """A pattern, made ready to be copied."""

    def __init__(
        self, pattern: Pattern, organisations: dict[UUID, dict[str, Any]], master: MasterKey
    ) -> None:
        self.pattern, self.organisations, self.master = pattern, organisations, master
        found = [row.get("id") for _, row in pattern.rows]
        own = dict.fromkeys([pattern.case_id.bytes, *(row_id for row_id in found if row_id)])
        self.numbers = {row_id: number for number, row_id in enumerate(own)}
        self.case = next(row for name, row in pattern.rows if name == "cases")
        self.said: list[str] = list(pattern.names)
        self.rows: defaultdict[str, list[list[Part]]] = defaultdict(list)
        self.leaves = [self._leaf(row) for name, row in pattern.rows if name == "events"]
        for name, row in pattern.rows:
            self.rows[name].append(self._row(name, row))

    @property
    def country(self) -> str:
        return (self.case["country"] or b"").decode()

    def filed_on(self, days: int) -> date:
        there = struct.unpack(">i", self.case["filed_on"] or b"")[0]
        return BEGIN.date() + timedelta(days=there - days)

    def copied(self, copy: Copied) -> dict[str, bytes]:
        """By table the rows, one after another."""
        copy.ids = new_ids(copy.prefix, len(self.numbers))
        for leaf in self.leaves:
            copy.leaves.append(leaf(copy))
        return {
            name: b"".join(p if isinstance(p, bytes) else p(copy) for row in rows for p in row)
            for name, rows in self.rows.items()
        }

    def _row(self, name: str, row: Raw) -> list[Part]:
        parts: list[Part] = [struct.pack(">h", len(row))]
        for column in METADATA.tables[name].columns:
            part = self._part(column, row)
            if isinstance(part, bytes) and isinstance(parts[-1], bytes):
                parts[-1] += part
            else:
                parts.append(part)
        return parts

    def _part(self, column: Column[Any], row: Raw) -> Part:
        special = SPECIAL.get((column.table.name, column.name))
        if special:
            return special(self, row)
        value = row[column.name]
        if value is None:
            return NULL
        if column.name == "reference":
            return lambda copy: sized(copy.reference.encode())
        if isinstance(column.type, LargeBinary):
            return self._sealed(column, row)
        return self._plain(column, value)

    def _plain(self, column: Column[Any], value: bytes) -> Part:
        if isinstance(column.type, Uuid) and value in self.numbers:
            number = self.numbers[value]
            return lambda copy: sized(copy.ids[number])
        if isinstance(column.type, DateTime):
            there = struct.unpack(">q", value)[0]
            return lambda copy: struct.pack(">iq", 8, there - copy.days * DAY)
        if isinstance(column.type, Date):
            day = struct.unpack(">i", value)[0]
            return lambda copy: struct.pack(">ii", 4, day - copy.days)
        return sized(value)

    def _sealed(self, column: Column[Any], row: Raw) -> Part:
        table, name = column.table.name, column.name.removeprefix("sealed_")
        key, text = self._opened(table, name, row)
        if (table, name) == ("grievances", "account"):
            return self._seal("account", (table, name, row), lambda copy: copy.text)
        if table in {"grievances", "messages"}:
            self.said.append(text)
        return self._seal(key, (table, name, row), lambda _: text)

    def _opened(self, table: str, name: str, row: Raw) -> tuple[str, str]:
        place = Place(table, name, UUID(bytes=row["id"]))
        for key, opens in self.pattern.keys.items():
            try:
                return key, unseal(opens, row[f"sealed_{name}"] or b"", place)
            except SealBroken:
                continue
        raise LookupError(table, name)

    def _seal(
        self, key: str, where: tuple[str, str, Raw], text: Callable[[Copied], str]
    ) -> Callable[[Copied], bytes]:
        table, name, row = where
        number = self.numbers[row["id"] or b""]
        return lambda copy: sized(
            seal(copy.keys[key], text(copy), Place(table, name, UUID(bytes=copy.ids[number])))
        )

    def _leaf(self, row: Raw) -> Callable[[Copied], tuple[bytes, bytes]]:
        """As ``audit.rules.RecordedEvent`` makes it."""
        number = self.numbers[row["id"] or b""]
        kind, action = ((row[name] or b"").decode() for name in ("actor_kind", "action"))
        actor = f"{kind}:{UUID(bytes=row['actor_id']) if row['actor_id'] else ''}"
        facts = json.loads((row["facts"] or b"")[1:])
        rest = [actor, action, facts, (row["payload_hash"] or b"").hex()]
        end = json.dumps(rest, sort_keys=True, separators=(",", ":"))[1:]
        there = struct.unpack(">q", row["at"] or b"")[0]

        def leaf(copy: Copied) -> tuple[bytes, bytes]:
            at = BEGIN + timedelta(microseconds=there - copy.days * DAY)
            event = copy.ids[number]
            line = f'["{UUID(bytes=event)}","{copy.case_id}","{at.isoformat()}",{end}'
            return event, sha256(b"\x00" + line.encode()).digest()

        return leaf


def _wrapped(mould: Mould, row: Raw) -> Part:
    number, holder = mould.numbers[row["id"] or b""], row["holder_id"]
    name = (row["key_name"] or b"").decode()
    if holder is None:
        return lambda copy: sized(
            wrap_for_receipt(
                copy.keys["account"], copy.secret, place_of(UUID(bytes=copy.ids[number]))
            )
        )
    public = mould.organisations[UUID(bytes=holder)]["public_key"]
    return lambda copy: sized(
        wrap_for_organisation(copy.keys[name], public, place_of(UUID(bytes=copy.ids[number])))
    )


def _commitment(mould: Mould, _row: Raw) -> Part:
    office = mould.organisations[mould.pattern.office]["slug"]
    return lambda copy: sized(
        commitment(
            copy.salt, Filed(copy.reference, mould.country, office, mould.filed_on(copy.days))
        )
    )


def _salt(_mould: Mould, _row: Raw) -> Part:
    return lambda copy: sized(
        seal_bytes(copy.keys["account"], copy.salt, Place("cases", "salt", copy.case_id))
    )


def _person(mould: Mould, _row: Raw) -> Part:
    return lambda copy: sized(
        complainant_key(
            mould.master.complainant_key(mould.filed_on(copy.days).year), copy.case_id, None, None
        )
    )


def _settled(mould: Mould, row: Raw) -> Part:
    """Nothing of a seeded case waits to be sent."""
    return mould._plain(METADATA.tables["outbox"].columns["created_at"], row["created_at"] or b"")


#: Columns with a rule of their own.
SPECIAL: dict[tuple[str, str], Callable[[Mould, Raw], Part]] = {
    ("cases", "size"): lambda _m, _r: lambda copy: struct.pack(">ii", 4, len(copy.text)),
    ("cases", "commitment"): _commitment,
    ("cases", "sealed_salt"): _salt,
    ("key_slots", "wrapped"): _wrapped,
    ("receipts", "code_hash"): lambda _m, _r: lambda copy: sized(code_hash(copy.secret)),
    ("events", "payload_hash"): lambda _m, row: sized(row["payload_hash"] or b""),
    ("outbox", "state"): lambda _m, _r: sized(b"sent"),
    ("outbox", "settled_at"): _settled,
    ("facts", "complainant_key"): _person,
    ("facts", "fact_key"): lambda mould, _r: (
        lambda copy: sized(fact_key(mould.master.facts_key, copy.case_id))
    ),
}
