"""What staff typed or chose for one act, checked."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from backend.cases.rules.severity import Factors
from backend.cases.rules.stages import Outcome
from backend.grievances.rules.translations import TranslatedKind


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
    """``relied``: the translations that stood on the page of whoever proposed."""

    outcome: Outcome
    reason: str
    language: str
    remedies: dict[str, date] = field(default_factory=dict)
    duplicate_of: str | None = None
    relied: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class TextNamed:
    """A text of the case by its kind and row, and the language into which it is to be brought."""

    kind: TranslatedKind
    of_id: UUID
    to_language: str


@dataclass(frozen=True)
class Version:
    """A translation that was typed. ``over``: the version that the page showed, if any."""

    of: TextNamed
    text: str = field(repr=False)
    over: UUID | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Closing:
    lifecycle_stages: tuple[str, ...]
    root_cause: str
