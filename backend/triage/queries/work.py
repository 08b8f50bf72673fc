"""One member of staff at one case: what both bring along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import held_keys
from backend.audit.actions import Actor
from backend.cases.actions.moves import Step
from backend.cases.queries.cases import case_by_reference, decided_before, decision_in_force
from backend.cases.queries.objections import lies_before
from backend.cases.rules.case import KnownCase
from backend.cases.rules.workflow import Mover
from backend.database.doors import enter
from backend.database.questions import Questions
from backend.errors import Absent
from backend.sealing.keys import Keyring
from backend.sealing.queries import keys_for_organisation


@dataclass(frozen=True)
class Person:
    id: UUID
    organisation_id: UUID
    role: str
    locale: str
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Work:
    """``keys`` are those of the case that the person's organisation holds, by name."""

    person: Person
    case: KnownCase
    keys: Mapping[str, bytes] = field(repr=False)
    mover: Mover
    revision: int | None
    at: datetime

    def step(self, move: str, **more: Any) -> Step:
        actor = Actor("staff", self.person.id)
        return Step(move, self.mover, actor, self.at, self.revision, **more)

    def key(self, name: str) -> bytes:
        """``Absent`` once the case has been destroyed, or is not shared any more."""
        if name not in self.keys:
            raise Absent
        return self.keys[name]


async def work_on(
    session: AsyncSession, keyring: Keyring, person: Person, at: tuple[str, int | None, datetime]
) -> Work:
    """``at``: reference, revision seen, moment. ``Absent`` for a foreign case as for none."""
    reference, revision, moment = at
    case = await case_by_reference(session, reference, person.organisation_id)
    if case is None or person.organisation_id not in {case.handler_id, case.owner_id}:
        raise Absent
    async with Questions(session) as ask:
        ask(enter(session, case_id=case.id))
        keys = ask(_keys(session, keyring, person, case))
        mover = ask(mover_on(session, person, case))
    return Work(person, case, keys.answer, mover.answer, revision, moment)


async def _keys(
    session: AsyncSession, keyring: Keyring, person: Person, case: KnownCase
) -> Mapping[str, bytes]:
    held = await held_keys(session, keyring, person.organisation_id)
    return await keys_for_organisation(session, case.id, held)


def kinds_of(person: Person, case: KnownCase) -> frozenset[str]:
    """What somebody is to this case: a conflict of interest is judged by organisation.

    Whoever belongs to the system's owner is never the office, whatever their role at home.
    """
    answers = person.role == "system_owner"
    if person.organisation_id == case.owner_id:
        return frozenset({person.role} if answers else ())
    at_home = person.organisation_id == case.handler_id
    return frozenset({person.role} if at_home and not answers else ())


async def mover_on(session: AsyncSession, person: Person, case: KnownCase) -> Mover:
    """What the person did on the case before, and what lies before the office now."""
    decision = await decision_in_force(session, case.id)
    took = {
        "proposer": decision and decision.proposed_by,
        "decider": decision and decision.decided_by,
    }
    past = {part for part, by in took.items() if by == person.id}
    if await decided_before(session, case.id, person.id):
        past.add("earlier_decider")
    facing = await lies_before(session, case.id)
    return Mover(kinds_of(person, case), frozenset(past), facing)
