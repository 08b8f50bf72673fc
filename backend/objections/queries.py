"""What the office sees of objections to its decisions, and who may decide them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisations
from backend.cases.queries.clocks import clocks_of
from backend.cases.queries.objections import ObjectionLine, objections, who_may_decide
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.workflow import moves_allowed
from backend.grievances.queries.stories import MessageLine, messages
from backend.systems.queries.facts import system_facts_by_id
from backend.triage.queries.case_page import DecisionLine, decision_line
from backend.triage.queries.work import Work


@dataclass(frozen=True)
class Objected:
    """One objection: what the person wrote, and what the office answered, where it has."""

    line: ObjectionLine
    said: MessageLine | None
    answered: MessageLine | None


@dataclass(frozen=True)
class ObjectionsShown:
    """``moves``: what this person may do now. ``able``: who may decide the open one, by name.

    ``intake``: where it goes where nobody here may.
    """

    all: list[Objected]
    open: Objected | None
    decision: DecisionLine | None
    due_at: datetime | None
    moves: list[str]
    able: list[str]
    intake: OrganisationLine | None

    @property
    def to_hand_over(self) -> bool:
        return self.open is not None and not self.able


async def objections_shown(session: AsyncSession, work: Work) -> ObjectionsShown:
    case = work.case
    said = {line.id: line for line in await messages(session, case.id, work.key("account"))}
    found = [
        Objected(line, _of(said, line.reason_id), _of(said, line.message_id))
        for line in await objections(session, case.id)
    ]
    waiting = next((o for o in found if o.line.decided_at is None), None)
    able = await who_may_decide(session, case.id, case.handler_id) if waiting else []
    clocks = {clock.name: clock.due_at for clock in await clocks_of(session, case.id)}
    return ObjectionsShown(
        found,
        waiting,
        await decision_line(session, work),
        clocks.get("objection"),
        [m.name for m in moves_allowed(workflow_named(case.workflow), case.stage, work.mover)],
        [m.name for m in able],
        await intake_for(session, case, work.person.locale) if waiting and not able else None,
    )


def _of(said: dict[UUID, MessageLine], message_id: UUID | None) -> MessageLine | None:
    return said.get(message_id) if message_id else None


async def intake_for(
    session: AsyncSession, case: KnownCase, locale: str
) -> OrganisationLine | None:
    """An intake office that neither handles the case nor answers for its system."""
    system = await system_facts_by_id(session, case.system_id) if case.system_id else None
    barred = {case.handler_id, case.owner_id, system.owner_id if system else None}
    known = await organisations(session, locale)
    return _first(o for o in known.values() if o.intake and o.id not in barred)


def _first(offices: Iterable[OrganisationLine]) -> OrganisationLine | None:
    return min(offices, key=lambda office: str(office.id), default=None)
