"""Reading objections to decisions, and who may decide them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import Colleague, colleagues
from backend.accounts.rules import Role
from backend.cases.models import Objection
from backend.cases.queries.cases import decision_in_force, decisions
from backend.cases.rules.stages import Outcome
from backend.database.asked import asked_once
from backend.database.lines import lines, shown_as
from backend.database.of_case import of_case

#: Who decides objections, as in the workflow.
DECIDE_OBJECTIONS = frozenset({Role.SUPERVISOR, Role.REVIEWER})


@dataclass(frozen=True)
class ObjectionLine:
    """``reason_id``, ``message_id``: messages, of the person who objected and to them."""

    id: UUID
    decision_id: UUID
    reason_id: UUID | None
    at: datetime
    handed_at: datetime | None
    upheld: bool | None
    decided_by: UUID | None
    decided_at: datetime | None
    message_id: UUID | None


_OBJECTIONS = (
    shown_as(ObjectionLine, Objection)
    .where(col(Objection.case_id) == bindparam("case_id"))
    .order_by(col(Objection.at), col(Objection.id))
)


@asked_once
@of_case(Objection, empty=[])
async def objections(session: AsyncSession, case_id: UUID) -> list[ObjectionLine]:
    """Oldest first; the last one is open where nobody has decided it."""
    found = await lines(session, ObjectionLine, _OBJECTIONS, case_id=case_id)
    return sorted(found, key=lambda line: (line.at, line.decided_at is None))


async def open_objection(session: AsyncSession, case_id: UUID) -> ObjectionLine | None:
    known = await objections(session, case_id)
    return next((line for line in known if line.decided_at is None), None)


async def lies_before(session: AsyncSession, case_id: UUID) -> frozenset[str]:
    """What the moves of a workflow ask of a case besides its stage; see ``Mover``."""
    decision = await decision_in_force(session, case_id)
    found = {"objection"} if await open_objection(session, case_id) else set()
    aside = decision is not None and decision.outcome is Outcome.SET_ASIDE
    return frozenset(found | ({"set_aside"} if aside else set()))


async def who_may_decide(
    session: AsyncSession, case_id: UUID, organisation_id: UUID
) -> list[Colleague]:
    """Nobody who took a decision of the case, or proposed the one in force."""
    known = await decisions(session, case_id)
    barred = {d.decided_by for d in known} | {d.proposed_by for d in known if not d.replaced_at}
    people = await colleagues(session, organisation_id)
    able = [m for m in people if m.role in DECIDE_OBJECTIONS and m.joined]
    return [m for m in able if m.id not in barred]
