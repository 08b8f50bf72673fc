"""What staff typed about an objection, or to set a complaint aside, checked."""

from dataclasses import dataclass, field
from datetime import date

from backend.cases.rules.stages import Ground, Outcome


@dataclass(frozen=True)
class Reasoned:
    """A reason in the language of whoever decides; ``theirs``: the same for the person."""

    text: str = field(repr=False)
    language: str
    theirs: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reversed:
    """A decision that replaces the one objected to."""

    outcome: Outcome
    reason: Reasoned
    remedies: dict[str, date]


@dataclass(frozen=True)
class Aside:
    ground: Ground
    reason: Reasoned
