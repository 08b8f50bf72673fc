"""Commitments that a later public log publishes."""

import json
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
