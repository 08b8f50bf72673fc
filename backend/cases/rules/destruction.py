"""Who may agree that a case is destroyed, what stands in the way, and when its time is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from backend.cases.rules.stages import Outcome, Stage
from backend.errors import Conflict, Forbidden


class AskedBy(StrEnum):
    """``ledger``: destroyed again after a restore from a backup that still had it."""

    COMPLAINANT = "complainant"
    RULE = "rule"
    LEDGER = "ledger"


class SecondPerson(Conflict):
    """The same person has agreed already; the second is somebody else."""

    code = "second_person_destroys"


class Held(Conflict):
    """The law asks to keep the case for now."""

    code = "case_held"


#: The first to agree, and the second, who must be somebody else.
FIRST = frozenset({"caseworker", "supervisor"})
SECOND = frozenset({"supervisor"})
#: For lists by outcome: what a case without one ended as.
REFERRED = "referred"
#: Runs on after closing and ends by itself.
LETS_GO = "contest"


@dataclass(frozen=True)
class Agreement:
    """Who has agreed so far to something that needs two."""

    first_by: UUID | None = None
    second_by: UUID | None = None


def is_second(agreement: Agreement, staff_id: UUID, role: str) -> bool:
    """Whether this agreement completes it; refuses whoever may not give it."""
    if agreement.first_by is None:
        if role not in FIRST:
            raise Forbidden
        return False
    if agreement.first_by == staff_id:
        raise SecondPerson
    if role not in SECOND:
        raise Forbidden
    return True


def ended_as(stage: Stage, outcome: Outcome | None) -> str:
    """The name under which retention.yaml and a country's file have a rule."""
    if stage is Stage.WITHDRAWN:
        return Outcome.WITHDRAWN.value
    return outcome.value if outcome else REFERRED


@dataclass(frozen=True)
class RunningThing:
    """A clock that has not stopped, or a promised remedy that is not done, by its code."""

    name: str
    until: datetime | None = None


def lets_go(running: Iterable[RunningThing], at: datetime) -> bool:
    """Nothing is destroyed while a clock or a remedy runs."""
    return all(
        thing.name == LETS_GO and thing.until is not None and thing.until < at for thing in running
    )


def kept_until(closed_on: date, months: int) -> date:
    """The day after which a closed case has reached its end; a short month ends it earlier."""
    year, month = divmod(closed_on.month - 1 + months, 12)
    first = date(closed_on.year + year, month + 1, 1)
    following = date(first.year + month // 11, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return first.replace(day=min(closed_on.day, last))
