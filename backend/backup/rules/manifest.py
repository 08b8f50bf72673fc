"""What a backup says of itself, and what may be wrong with one."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

VERSION = 1
DAMAGED = "This backup cannot be read, although its seal is whole: it was made by another program."


class BackupRefused(Exception):
    """Carries one sentence that says why, and what to do."""


@dataclass(frozen=True)
class TableSum:
    """Rows of a table, and a sum over their contents that does not depend on their order."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """The last part of a backup. ``policies`` and ``grants`` are digests of what was in force.

    ``erasures``: lines of the ledger at that moment, and the sign of the last one.
    """

    made_at: datetime
    revision: str
    server: str
    tables: Mapping[str, TableSum]
    policies: str
    grants: str
    files: int
    missing: int
    erasures: int
    last_erasure: str

    def written(self) -> bytes:
        data = {**asdict(self), "made_at": self.made_at.isoformat(), "version": VERSION}
        return json.dumps(data, sort_keys=True).encode()


def read_manifest(content: bytes) -> Manifest:
    try:
        data: dict[str, Any] = json.loads(content)
        if data.pop("version", None) != VERSION:
            raise BackupRefused("This backup was made by a newer Suara: restore it with that one.")
        data["made_at"] = datetime.fromisoformat(data["made_at"])
        data["tables"] = {name: TableSum(**table) for name, table in data["tables"].items()}
        return Manifest(**data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BackupRefused(DAMAGED) from None


def differing(before: Mapping[str, TableSum], after: Mapping[str, TableSum]) -> list[str]:
    """Tables whose rows are not what they were."""
    names = {*before, *after}
    return sorted(name for name in names if before.get(name) != after.get(name))


def is_expired(made_at: datetime, days: int, at: datetime) -> bool:
    return made_at <= at - timedelta(days=days)


def name_for(made_at: datetime) -> str:
    return f"suara-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"
