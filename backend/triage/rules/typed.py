"""What staff typed or chose for one act, checked."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from backend.cases.rules.severity import Factors
from backend.cases.rules.stages import Outcome


@dataclass(frozen=True)
class Words:
    """One text; ``about`` a choice or an id beside it, ``files`` those that were ticked.

    ``id`` is that of the form: what is sent twice is written once.
    """

    text: str = ""
    about: str = ""
    address: str = ""
    files: tuple[UUID, ...] = ()
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Described:
    subtype: str
    factors: Factors
    system: str
    language: str


@dataclass(frozen=True)
class Proposed:
    outcome: Outcome
    reason: str
    language: str
    remedies: dict[str, date] = field(default_factory=dict)
    duplicate_of: str | None = None


@dataclass(frozen=True)
class Closing:
    lifecycle_stages: tuple[str, ...]
    root_cause: str
