"""Closed cases with what still runs in them, for the rules of retention."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Case, Clock, Decision, Destruction, LegalHold, PromisedRemedy
from backend.cases.rules.destruction import RunningThing
from backend.cases.rules.stages import Outcome, Stage

AT_ONCE = 500


@dataclass(frozen=True)
class ClosedCase:
    """``held``: by a legal hold. ``asked``: somebody was asked already to destroy it."""

    id: UUID
    handler_id: UUID
    reference: str
    country: str
    stage: Stage
    outcome: Outcome | None
    closed_on: date
    held: bool
    asked: bool
    running: tuple[RunningThing, ...]


async def closed_cases(
    session: AsyncSession, before: date, after: tuple[object, UUID] | None
) -> list[ClosedCase]:
    """Closed before a day, in order; ``after`` is day and id of the last one of those before."""
    held = exists().where(col(LegalHold.case_id) == Case.id, col(LegalHold.removed_at).is_(None))
    asked = exists().where(col(Destruction.case_id) == Case.id, col(Destruction.done_on).is_(None))
    query = (
        select(Case, held, asked)
        .where(col(Case.closed_on) < before, col(Case.destroyed_on).is_(None))
        .order_by(col(Case.closed_on), col(Case.id))
        .limit(AT_ONCE)
    )
    if after:
        query = query.where(tuple_(Case.closed_on, Case.id) > after)
    rows = (await session.exec(query)).all()
    running = await _running(session, [case.id for case, *_ in rows])
    return [
        ClosedCase(
            c.id, c.handler_id, c.reference, c.country, c.stage, c.outcome, c.closed_on,
            is_held, is_asked, tuple(running[c.id]),
        )
        for c, is_held, is_asked in rows
        if c.closed_on
    ]  # fmt: skip


async def _running(session: AsyncSession, ids: list[UUID]) -> defaultdict[UUID, list[RunningThing]]:
    """Clocks, and remedies of the decisions in force."""
    found: defaultdict[UUID, list[RunningThing]] = defaultdict(list)
    clocks = select(Clock).where(col(Clock.case_id).in_(ids), col(Clock.stopped_at).is_(None))
    for clock in (await session.exec(clocks)).all():
        found[clock.case_id].append(RunningThing(clock.name, clock.due_at))
    remedies = (
        select(PromisedRemedy)
        .join(
            Decision,
            (col(Decision.case_id) == col(PromisedRemedy.case_id))
            & (col(Decision.id) == col(PromisedRemedy.decision_id)),
        )
        .where(col(PromisedRemedy.case_id).in_(ids), col(PromisedRemedy.done_on).is_(None))
        .where(col(Decision.replaced_at).is_(None), col(PromisedRemedy.decided_at).is_not(None))
    )
    for remedy in (await session.exec(remedies)).all():
        found[remedy.case_id].append(RunningThing(remedy.code))
    return found
