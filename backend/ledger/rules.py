"""Commitments that a later public log publishes, and the Merkle root (RFC 6962, section 2.1)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256


@dataclass(frozen=True)
class Filed:
    """What a commitment commits to: that a case was filed, and nothing of what it says."""

    reference: str
    country: str
    office: str
    filed_on: date

    def canonical(self) -> bytes:
        """JSON with sorted keys, no spaces, ASCII only, ``v`` as its version."""
        fields = asdict(self) | {"filed_on": self.filed_on.isoformat(), "v": 1}
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")


def commitment(salt: bytes, filed: Filed) -> bytes:
    return sha256(b"\x00" + salt + filed.canonical()).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root over the leaves' data in their order; of none, the hash of nothing."""
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
