"""What a leaver's cases are, and who could take them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, colleagues
from backend.accounts.queries.absences import stand_ins
from backend.accounts.rules import WORKING_ON_CASES
from backend.cases.queries.held import cases_held, held_cases
from backend.cases.rules.held import HeldCase
from backend.errors import Absent
from backend.triage.rules.handing_over import Taker, sign_of_plan, spread

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Share:
    """What one person would take over, and how much they would have then."""

    person: Colleague
    cases: int
    then: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Leaving:
    """``to``: whoever takes it all, ``EVERYBODY``, or nobody yet; ``away``: today."""

    person: Colleague
    cases: list[HeldCase]
    takers: list[Colleague]
    away: frozenset[UUID]
    to: str
    plan: dict[UUID, UUID] = field(default_factory=dict)
    load: dict[UUID, int] = field(default_factory=dict)

    def sign(self) -> str:
        return sign_of_plan(self.cases, self.plan)

    def chosen(self) -> bool:
        """Whether it can be done: somebody takes each case."""
        return len(self.plan) == len(self.cases)

    def shares(self) -> list[Share]:
        return [share for taker in self.takers if (share := self._share(taker)).cases]

    def _share(self, taker: Colleague) -> Share:
        theirs = [case for case in self.cases if self.plan.get(case.id) == taker.id]
        tongues = tuple(sorted({case.language for case in theirs}))
        return Share(taker, len(theirs), self.load.get(taker.id, 0) + len(theirs), tongues)


async def leaving(
    session: AsyncSession, organisation_id: UUID, asked: tuple[UUID | None, str], day: date
) -> Leaving:
    """``asked``: who leaves, and to whom their cases go. Somebody who is away takes none."""
    person_id, to = asked
    people = await colleagues(session, organisation_id)
    person = next((m for m in people if m.id == person_id), None)
    if person is None:
        raise Absent
    cases = await held_cases(session, organisation_id, person.id)
    load = await cases_held(session, organisation_id)
    away = frozenset(await stand_ins(session, organisation_id, day))
    takers = [m for m in people if m.role in WORKING_ON_CASES and m.joined and m.id != person.id]
    able = [m for m in takers if m.id not in away]
    wanted = able if to == EVERYBODY else [m for m in able if str(m.id) == to]
    plan = spread(cases, [Taker(m.id, m.languages, load.get(m.id, 0)) for m in wanted])
    return Leaving(person, cases, takers, away, to if wanted else "", plan, load)
