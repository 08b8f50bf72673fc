"""The ledger of erasures: one line for each destroyed case, each bound to the line before.

It lies in a file beside the data and beside each folder of backups, never only in the database: a
restore from an older backup destroys again what it names.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

#: What the first line follows.
FIRST = bytes(32).hex()


class LedgerBroken(Exception):
    """A line that does not follow the one before: carries its number."""


@dataclass(frozen=True)
class Erasure:
    """``until``: the day by which no backup has the case any more."""

    number: int
    case_id: UUID
    on: date
    until: date
    before: str

    @property
    def sign(self) -> str:
        fields = [
            self.number, str(self.case_id), self.on.isoformat(), self.until.isoformat(), self.before
        ]  # fmt: skip
        return sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()

    def line(self) -> str:
        return json.dumps(
            {
                "number": self.number,
                "case": str(self.case_id),
                "on": self.on.isoformat(),
                "until": self.until.isoformat(),
                "before": self.before,
                "sign": self.sign,
            }
        )


def read_lines(lines: Iterable[str]) -> list[Erasure]:
    """Of a last line that was cut off by a crash nothing is kept: its case was not destroyed."""
    written = list(lines)
    if written and not written[-1].endswith("\n"):
        written.pop()
    found: list[Erasure] = []
    for number, line in enumerate(written, start=1):
        erasure = _read(line, number)
        before = found[-1].sign if found else FIRST
        if erasure is None or erasure.number != number or erasure.before != before:
            raise LedgerBroken(number)
        found.append(erasure)
    return found


def _read(line: str, number: int) -> Erasure | None:
    try:
        data = json.loads(line)
        erasure = Erasure(
            int(data["number"]),
            UUID(data["case"]),
            date.fromisoformat(data["on"]),
            date.fromisoformat(data["until"]),
            str(data["before"]),
        )
    except (ValueError, KeyError, TypeError):
        raise LedgerBroken(number) from None
    return erasure if erasure.sign == data.get("sign") else None


def following(found: list[Erasure], case_id: UUID, on: date, until: date) -> Erasure:
    before = found[-1].sign if found else FIRST
    return Erasure(len(found) + 1, case_id, on, until, before)


def goes_on_from(longer: list[Erasure], shorter: list[Erasure]) -> bool:
    """Whether the one begins with the other, line by line."""
    return longer[: len(shorter)] == shorter
