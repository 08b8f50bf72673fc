"""Planning one act on many cases: each as it is now."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, colleagues
from backend.accounts.queries.absences import stand_ins, today_at
from backend.accounts.rules import WORKING_ON_CASES
from backend.cases.queries.cases import lock_cases
from backend.cases.queries.workflow_files import taxonomy, workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.severity import severity
from backend.cases.rules.workflow import Mover, moves_allowed
from backend.systems.queries.listing import system_lines
from backend.triage.queries.work import Person
from backend.triage.rules.bulk import Hindrance, Line, Plan, Together
from backend.triage.rules.typed import Described


@dataclass(frozen=True)
class Many:
    """What somebody ticked and wants. ``to``: a colleague's id; ``described``: what to write."""

    references: tuple[str, ...]
    to: str = ""
    described: Described | None = None


async def workers(session: AsyncSession, organisation_id: UUID) -> list[Colleague]:
    found = await colleagues(session, organisation_id)
    return [m for m in found if m.role in WORKING_ON_CASES and m.joined]


async def plan_of(session: AsyncSession, person: Person, many: Many, at: datetime) -> Plan:
    """The cases are held until the transaction ends, always in the same order."""
    found = await lock_cases(session, person.organisation_id, many.references)
    if many.described is None:
        to = await _present(session, person.organisation_id, many.to, at)
        lines = [_assigned(found.get(one), one, to) for one in many.references]
        return Plan(Together.ASSIGN, lines, to)
    lines = [_classified(found.get(one), one, person) for one in many.references]
    grade = severity(many.described.factors, taxonomy().subtypes[many.described.subtype].floor)
    plan = Plan(Together.CLASSIFY, lines, many.described, grade)
    return await _without_own_systems(session, plan, found)


async def _present(session: AsyncSession, office: UUID, typed: str, at: datetime) -> UUID | None:
    """Whoever was chosen; somebody who is away is stood in for, as where one case is assigned."""
    able = {str(m.id): m.id for m in await workers(session, office)}
    chosen = able.get(typed)
    if chosen is None:
        return None
    away = await stand_ins(session, office, await today_at(session, office, at))
    return away.get(chosen, chosen)


def _line(case: KnownCase) -> Line:
    return Line(
        case.reference, case.id, case.revision, case.stage, case.category, case.severity,
        case.assignee_id,
    )  # fmt: skip


def _is_open(case: KnownCase) -> bool:
    return workflow_named(case.workflow).stages[case.stage].open


def _assigned(case: KnownCase | None, reference: str, to: UUID | None) -> Line:
    if case is None:
        return Line(reference, hindrance=Hindrance.UNKNOWN)
    line = _line(case)
    if not _is_open(case):
        return replace(line, hindrance=Hindrance.CLOSED)
    if case.assignee_id == to:
        return replace(line, hindrance=Hindrance.SAME)
    return replace(line, move="assign")


def _classified(case: KnownCase | None, reference: str, person: Person) -> Line:
    """A new case begins its assessment by it, as on its own page."""
    if case is None:
        return Line(reference, hindrance=Hindrance.UNKNOWN)
    line, workflow = _line(case), workflow_named(case.workflow)
    if not _is_open(case):
        return replace(line, hindrance=Hindrance.CLOSED)
    allowed = moves_allowed(workflow, case.stage, Mover(frozenset({person.role})))
    if any(move.name == "assess" for move in allowed):
        return replace(line, move="assess")
    if case.category is None:
        return replace(line, hindrance=Hindrance.NOT_YET)
    return replace(line, move="classify")


async def _without_own_systems(
    session: AsyncSession, plan: Plan, found: dict[str, KnownCase]
) -> Plan:
    ids = [case.system_id for case in found.values() if case.system_id]
    systems = await system_lines(session, ids, "en") if ids else {}
    own = {
        reference
        for reference, case in found.items()
        if case.system_id in systems and systems[case.system_id].owner_id == case.handler_id
    }
    lines = [
        replace(line, move="", hindrance=Hindrance.OWN_SYSTEM) if line.reference in own else line
        for line in plan.lines
    ]
    return replace(plan, lines=lines)


async def slug_of(session: AsyncSession, system_id: UUID | None) -> str:
    systems = await system_lines(session, [system_id], "en") if system_id else {}
    return next((line.slug for line in systems.values()), "")
