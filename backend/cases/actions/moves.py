"""Moving a case: stage, act, event, clocks and notification job, in one transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import organisation
from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.clocks import change_clocks, local_day
from backend.cases.models import Act, Case
from backend.cases.queries.cases import last_act_at, lock_case
from backend.cases.queries.clocks import clocks_of
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import (
    Move,
    Mover,
    StageRule,
    TooLate,
    clock_changes,
    next_stage,
    the_move,
)
from backend.clock import in_order, to_the_hour
from backend.database.queue import enqueue
from backend.database.rows import add
from backend.errors import Absent, Conflict


class ChangedMeanwhile(Conflict):
    """Somebody else changed the case after this person had opened it. Facts: ``stage``."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class Step:
    """One move by one person. ``revision`` is what they saw; none where they saw no form.

    ``facts`` are codes for the record; ``sealed_reason`` a typed reason under the office key.
    """

    move: str
    mover: Mover
    actor: Actor
    at: datetime
    revision: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    sealed_reason: bytes | None = None
    values: dict[str, Any] = field(default_factory=dict)


async def take_step(session: AsyncSession, case_id: UUID, step: Step) -> KnownCase:
    """Carry a move out, or refuse it; the case row is held until the transaction ends."""
    case = await locked(session, case_id, step.revision)
    workflow = workflow_named(case.workflow)
    move = the_move(workflow, step.move, case.stage, step.mover)
    await _refuse_too_late(session, case, move, step.at)
    after = next_stage(move, case.came_from)
    handler = await organisation(session, case.handler_id, "en")
    if handler is None:
        raise Absent
    changes = clock_changes(workflow, case.stage, after, move)
    due = await change_clocks(session, case, changes, handler, _when(step))
    await _write(session, case, step, after, due if workflow.stages[after].open else None)
    await _open_or_close(session, case, workflow.stages[after], local_day(handler, step.at))
    await _note(session, case, step, after)
    await _tell(session, case, step, move)
    return case


async def locked(session: AsyncSession, case_id: UUID, revision: int | None = None) -> KnownCase:
    """The case, held; ``ChangedMeanwhile`` where it is not what the person saw.

    ``Absent`` too where it was destroyed while they wrote: nothing is added to what is gone.
    """
    case = await lock_case(session, case_id)
    if case is None or case.destroyed_on:
        raise Absent
    if revision is not None and case.revision != revision:
        raise ChangedMeanwhile(stage=case.stage)
    return case


async def _refuse_too_late(
    session: AsyncSession, case: KnownCase, move: Move, at: datetime
) -> None:
    if move.within is None:
        return
    clocks = {clock.name: clock for clock in await clocks_of(session, case.id)}
    if move.within not in clocks or clocks[move.within].due_at < at:
        raise TooLate(until=clocks[move.within].due_at.date() if move.within in clocks else None)


async def _write(
    session: AsyncSession, case: KnownCase, step: Step, after: Stage, due: datetime | None
) -> None:
    values: dict[str, Any] = {
        "stage": after,
        "stage_since": _when(step),
        "came_from": case.stage,
        "due_at": due,
        "late": False if due is None else due < step.at,
        "revision": case.revision + 1,
    }
    await session.exec(update(Case).where(col(Case.id) == case.id).values(**values, **step.values))


async def _open_or_close(
    session: AsyncSession, case: KnownCase, entered: StageRule, day: date
) -> None:
    """The day of closing is that of the first stage which is not open; reopening forgets it."""
    if entered.open == (case.closed_on is None):
        return
    closed_on = None if entered.open else day
    await session.exec(update(Case).where(col(Case.id) == case.id).values(closed_on=closed_on))


async def _note(session: AsyncSession, case: KnownCase, step: Step, after: Stage) -> None:
    await add(
        session,
        Act,
        case_id=case.id,
        id=uuid4(),
        parties=[case.handler_id],
        move=step.move,
        from_stage=case.stage,
        to_stage=after,
        by_kind=step.actor.kind,
        by_id=step.actor.id,
        at=in_order(_when(step), await last_act_at(session, case.id)),
    )
    facts = {"from": case.stage.value, "to": after.value, **step.facts}
    await put_on_record(session, case, step, facts)


async def put_on_record(
    session: AsyncSession, case: KnownCase, step: Step, facts: dict[str, Any]
) -> None:
    """The event ``case.<move>``, for the case's office."""
    happening = Happening(
        f"case.{step.move}", step.actor, case.id, (case.handler_id,), _when(step), facts,
        step.sealed_reason,
    )  # fmt: skip
    await record(session, happening)


async def _tell(session: AsyncSession, case: KnownCase, step: Step, move: Move) -> None:
    """The public door has one job for what a complainant did; it tells the office."""
    about = str(case.id)
    if step.actor.kind == "complainant":
        await enqueue(session, "grievances.tell_office", case_id=about, act=step.move)
        return
    for template in move.tells:
        await enqueue(session, "grievances.tell_complainant", case_id=about, template=template)
    await enqueue(session, "reports.note_facts", case_id=about)


def _when(step: Step) -> datetime:
    """What a complainant does is kept to the hour."""
    return to_the_hour(step.at) if step.actor.kind == "complainant" else step.at
