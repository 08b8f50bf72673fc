"""Who takes over the cases of somebody who leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from backend.cases.rules.held import HeldCase


@dataclass(frozen=True)
class Taker:
    """``load``: the open cases that they have already."""

    id: UUID
    languages: frozenset[str]
    load: int


def spread(cases: Sequence[HeldCase], takers: Iterable[Taker]) -> dict[UUID, UUID]:
    """Case → who takes it: of those who read its language, else of all, whoever has least."""
    known = sorted(takers, key=lambda t: t.id)
    if not known:
        return {}
    load = {taker.id: taker.load for taker in known}
    plan: dict[UUID, UUID] = {}
    for case in cases:
        readers = [t for t in known if case.language in t.languages] or known
        chosen = min(readers, key=lambda t: load[t.id])
        load[chosen.id] += 1
        plan[case.id] = chosen.id
    return plan


def sign_of_plan(cases: Sequence[HeldCase], plan: Mapping[UUID, UUID]) -> str:
    """What the page showed, as its form carries it along: another plan has another sign."""
    lines = (f"{case.id} {case.revision} {plan.get(case.id)}" for case in cases)
    return sha256("\n".join(lines).encode()).hexdigest()
