"""Proposing an outcome, and deciding as proposed by somebody else."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.actions.moves import Step, take_step
from backend.cases.models import Decision, PromisedRemedy
from backend.cases.rules.case import KnownCase
from backend.cases.rules.stages import Ground, Outcome
from backend.database.rows import add, add_all
from backend.errors import Absent
from backend.sealing.fields import Place, seal


@dataclass(frozen=True)
class Proposal:
    """``remedies``: code → day by which it is promised. ``reason`` is what the person will read."""

    outcome: Outcome
    reason: str
    language: str
    remedies: dict[str, date] = field(default_factory=dict)
    duplicate_of: str | None = None
    ground: Ground | None = None


def reason_place(decision_id: UUID) -> Place:
    return Place("decisions", "reason", decision_id)


async def propose_outcome(
    session: AsyncSession, case_id: UUID, proposal: Proposal, office_key: bytes, step: Step
) -> UUID:
    """A proposal replaces those before it; its reason stays the office's until it is decided."""
    case = await take_step(session, case_id, step)
    return await keep_proposal(session, case, proposal, office_key, step)


async def keep_proposal(
    session: AsyncSession, case: KnownCase, proposal: Proposal, office_key: bytes, step: Step
) -> UUID:
    if step.actor.id is None:
        raise Absent
    await session.exec(
        update(Decision)
        .where(col(Decision.case_id) == case.id, col(Decision.replaced_at).is_(None))
        .values(replaced_at=step.at)
    )
    decision_id = uuid4()
    await add(
        session,
        Decision,
        case_id=case.id,
        id=decision_id,
        parties=[case.handler_id],
        outcome=proposal.outcome,
        duplicate_of=proposal.duplicate_of,
        ground=proposal.ground,
        language=proposal.language,
        sealed_reason=seal(office_key, proposal.reason, reason_place(decision_id)),
        proposed_by=step.actor.id,
        proposed_at=step.at,
    )
    await _promise(session, case, decision_id, proposal.remedies)
    return decision_id


async def _promise(
    session: AsyncSession, case: KnownCase, decision_id: UUID, remedies: dict[str, date]
) -> None:
    rows = [
        {
            "case_id": case.id, "id": uuid4(), "parties": [case.handler_id],
            "decision_id": decision_id, "code": code, "due_on": due_on,
        }
        for code, due_on in remedies.items()
    ]  # fmt: skip
    if rows:
        await add_all(session, PromisedRemedy, rows)


async def decide_as_proposed(
    session: AsyncSession, case_id: UUID, decided: tuple[UUID, Outcome, UUID], step: Step
) -> KnownCase:
    """``decided``: the proposal, its outcome, and the message in which the person reads why."""
    decision_id, outcome, message_id = decided
    case = await take_step(session, case_id, with_outcome(step, outcome))
    await put_in_force(session, case_id, (decision_id, message_id), step)
    return case


def with_outcome(step: Step, outcome: Outcome | None) -> Step:
    return replace(step, values={**step.values, "outcome": outcome})


async def put_in_force(
    session: AsyncSession, case_id: UUID, decided: tuple[UUID, UUID], step: Step
) -> None:
    """``decided``: the decision, and the message in which the person reads why."""
    decision_id, message_id = decided
    await session.exec(
        update(Decision)
        .where(col(Decision.case_id) == case_id, col(Decision.id) == decision_id)
        .values(decided_by=step.actor.id, decided_at=step.at, message_id=message_id)
    )
    await session.exec(
        update(PromisedRemedy)
        .where(col(PromisedRemedy.case_id) == case_id)
        .where(col(PromisedRemedy.decision_id) == decision_id)
        .values(decided_at=step.at)
    )
