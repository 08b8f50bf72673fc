"""How the record is sealed: each seal covers its events and the seal before it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

#: What the first seal follows.
FIRST = (0, bytes(32))


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
    sealed_reason: bytes | None = None

    def leaf(self) -> bytes:
        """The moment in UTC: servers give it in their own zone."""
        fields = [
            str(self.id),
            str(self.case_id),
            self.at.astimezone(UTC).isoformat(),
            self.actor,
            self.action,
            dict(self.facts),
            self.payload_hash.hex(),
        ]
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    def leaf_hash(self) -> bytes:
        """RFC 6962, section 2.1."""
        return sha256(b"\x00" + self.leaf()).digest()

    def reason_fits(self) -> bool:
        """Of a destroyed case only the hash is left, which is as it should be."""
        return (
            self.sealed_reason is None or sha256(self.sealed_reason).digest() == self.payload_hash
        )


@dataclass(frozen=True)
class RecordedSeal:
    """``event_hashes`` are those of its events, so that a changed one can be named."""

    number: int
    event_ids: Sequence[UUID]
    event_hashes: Sequence[bytes]
    root: bytes
    seal: bytes


def merkle_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, over leaves that are hashed already; of none, the hash of nothing."""
    if not leaf_hashes:
        return sha256().digest()
    level = list(leaf_hashes)
    while len(level) > 1:
        # An odd one out rises unchanged, which is RFC 6962's split at the largest power of two.
        level = [
            sha256(b"\x01" + level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
    return level[0]


def next_seal(before: bytes, root: bytes) -> bytes:
    return sha256(before + root).digest()


class Flaw(StrEnum):
    """What does not fit."""

    MISSING = "the event is gone"
    CHANGED = "the event is not what was sealed, or not in its place"
    REASON = "the reason of the event is not what was sealed"
    LIST = "its list of events is not what was sealed"
    CHAIN = "it does not follow the seal before it"
    UNSEALED = "the event is in no seal and does not wait for one"


@dataclass(frozen=True)
class Misfit:
    """The first thing that does not fit: the seal by number and the event, where they are known."""

    seal: int | None
    event: UUID | None
    flaw: Flaw


def misfit_in(
    seal: RecordedSeal, before: tuple[int, bytes], events: Mapping[UUID, RecordedEvent]
) -> Misfit | None:
    """What does not fit in one seal; ``before`` is number and seal of the one before it."""
    if len(seal.event_hashes) != len(seal.event_ids):
        return Misfit(seal.number, None, Flaw.LIST)
    for event_id, sealed in zip(seal.event_ids, seal.event_hashes, strict=True):
        flaw = _flaw_of(events.get(event_id), sealed)
        if flaw:
            return Misfit(seal.number, event_id, flaw)
    if merkle_root(seal.event_hashes) != seal.root:
        return Misfit(seal.number, None, Flaw.LIST)
    number, chain = before
    if seal.number != number + 1 or next_seal(chain, seal.root) != seal.seal:
        return Misfit(seal.number, None, Flaw.CHAIN)
    return None


def _flaw_of(event: RecordedEvent | None, sealed: bytes) -> Flaw | None:
    if event is None:
        return Flaw.MISSING
    if event.leaf_hash() != sealed:
        return Flaw.CHANGED
    return None if event.reason_fits() else Flaw.REASON
