"""What staff note about a case without moving it: assignee, description, remedies, lateness."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import WORKER
from backend.cases.actions.moves import Step, locked, put_on_record
from backend.cases.models import Case, Clock, PromisedRemedy
from backend.cases.queries.cases import lock_case
from backend.cases.rules.case import KnownCase
from backend.cases.rules.workflow import Mover
from backend.database.queue import enqueue
from backend.errors import Absent


async def describe_case(session: AsyncSession, case_id: UUID, step: Step) -> KnownCase:
    """Write ``step.values`` under the event ``case.<move>``; the stage stays."""
    case = await locked(session, case_id, step.revision)
    values: dict[str, Any] = {**step.values, "revision": case.revision + 1}
    await session.exec(update(Case).where(col(Case.id) == case_id).values(**values))
    await put_on_record(session, case, step, step.facts)
    await enqueue(session, "reports.note_facts", case_id=str(case_id))
    return case


async def remedy_done(
    session: AsyncSession, case_id: UUID, remedy_id: UUID, on: date, step: Step
) -> None:
    case = await locked(session, case_id)
    done = await session.exec(
        update(PromisedRemedy)
        .where(col(PromisedRemedy.case_id) == case_id, col(PromisedRemedy.id) == remedy_id)
        .where(col(PromisedRemedy.done_on).is_(None))
        .values(done_on=on)
    )
    if done.rowcount != 1:
        raise Absent
    await put_on_record(session, case, step, step.facts)


async def mark_late(
    session: AsyncSession, clock: tuple[UUID, UUID, str], at: datetime
) -> KnownCase | None:
    """Mark one clock (case, id, name) as escalated; nothing where somebody was quicker."""
    case_id, clock_id, name = clock
    case = await lock_case(session, case_id)
    escalated = await session.exec(
        update(Clock)
        .where(col(Clock.case_id) == case_id, col(Clock.id) == clock_id)
        .where(col(Clock.escalated_at).is_(None), col(Clock.stopped_at).is_(None))
        .values(escalated_at=at)
    )
    if case is None or escalated.rowcount != 1:
        return None
    await session.exec(update(Case).where(col(Case.id) == case_id).values(late=True))
    step = Step("late", Mover(frozenset({"worker"})), WORKER, at, facts={"clock": name})
    await put_on_record(session, case, step, step.facts)
    # A question without an answer in time, or a legal limit that is over, counts from now on.
    await enqueue(session, "reports.note_facts", case_id=str(case_id))
    return case
