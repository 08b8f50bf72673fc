"""One act on many cases: what it would do to each, and why it cannot be done to some."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from backend.cases.rules.stages import Stage

#: As many as four pages of the queue hold.
MOST_AT_ONCE = 100


class Together(StrEnum):
    """What can be done to many cases in one step."""

    ASSIGN = "assign"
    CLASSIFY = "classify"


class Hindrance(StrEnum):
    """Why nothing is done to a case."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    SAME = "same"
    OWN_SYSTEM = "own_system"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Line:
    """``move`` is what would be done; empty where it cannot be, and then there is a hindrance."""

    reference: str
    case_id: UUID | None = None
    revision: int = 0
    stage: Stage | None = None
    category: str | None = None
    severity: str | None = None
    assignee_id: UUID | None = None
    move: str = ""
    hindrance: Hindrance | None = None


@dataclass(frozen=True)
class Plan:
    """``typed``: a person's id, or what describes a case; ``severity``: what would follow of it."""

    act: Together
    lines: Sequence[Line]
    typed: Any = field(repr=False, default=None)
    severity: str = ""

    def doable(self) -> list[Line]:
        return [line for line in self.lines if line.move]

    def seen(self) -> str:
        """What the preview showed, as its form carries it along."""
        return ".".join(f"{line.reference}:{self._sign(line)}" for line in self.lines)

    def _sign(self, line: Line) -> str:
        shown = f"{self.act} {self.typed} {line.revision} {line.move} {line.hindrance}"
        return sha256(shown.encode()).hexdigest()[:16]

    def changed_since(self, seen: str) -> list[str]:
        """References of cases that are not as the preview showed them."""
        before, now = set(seen.split(".")), self.seen().split(".")
        return [sign.partition(":")[0] for sign in now if sign not in before]
