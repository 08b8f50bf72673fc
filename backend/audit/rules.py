"""How the record is sealed: each seal covers its events and the seal before it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

FIRST = bytes(32)


@dataclass(frozen=True)
class RecordedEvent:
    """An event as a seal covers it; ``payload_hash`` stands for the sealed reason."""

    id: UUID
    case_id: UUID
    at: datetime
    actor: str
    action: str
    facts: Mapping[str, Any]
    payload_hash: bytes

    def leaf(self) -> bytes:
        fields = [
            str(self.id),
            str(self.case_id),
            self.at.isoformat(),
            self.actor,
            self.action,
            dict(self.facts),
            self.payload_hash.hex(),
        ]
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class RecordedSeal:
    number: int
    event_ids: Sequence[UUID]
    root: bytes
    seal: bytes


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, over the leaves' data in their order; of none, the hash of nothing."""
    if not leaves:
        return sha256().digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        # An odd one out rises unchanged, which is RFC 6962's split at the largest power of two.
        level = [
            sha256(b"\x01" + level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
    return level[0]


def next_seal(before: bytes, root: bytes) -> bytes:
    return sha256(before + root).digest()


@dataclass(frozen=True)
class Misfit:
    """The first thing that does not fit: a seal by number, and the event where one is known."""

    seal: int
    event: UUID | None
    reason: str


def misfit_in(
    seal: RecordedSeal, before: bytes, events: Mapping[UUID, RecordedEvent], root: bytes
) -> Misfit | None:
    """What does not fit in one seal; ``root`` is over its events as they are now."""
    missing = [event for event in seal.event_ids if event not in events]
    if missing:
        return Misfit(seal.number, missing[0], "missing")
    if root != seal.root:
        return Misfit(seal.number, None, "changed")
    if next_seal(before, seal.root) != seal.seal:
        return Misfit(seal.number, None, "chain")
    return None


def leaves(event_ids: Iterable[UUID], events: Mapping[UUID, RecordedEvent]) -> list[bytes]:
    return [events[event].leaf() for event in event_ids if event in events]
