"""Reading cases by id, by reference, and their timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Act, Case, Decision, PromisedRemedy
from backend.cases.rules.case import KnownCase
from backend.cases.rules.stages import Stage
from backend.database.asked import asked_once
from backend.database.of_case import of_case


@dataclass(frozen=True)
class TimelineEntry:
    id: UUID
    at: datetime
    move: str
    stage: Stage
    by_kind: str
    by_id: UUID | None


def known(row: Case) -> KnownCase:
    values = {field.name: getattr(row, field.name) for field in fields(KnownCase)}
    lists = {name: tuple(values[name]) for name in ("parties", "lifecycle_stages")}
    return KnownCase(**(values | lists))


async def case_by_id(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    row = (await session.exec(select(Case).where(Case.id == case_id))).first()
    return known(row) if row else None


async def every_case(session: AsyncSession) -> list[UUID]:
    """The ids of all cases, oldest first. For the worker; doors see their own only."""
    query = select(Case.id).order_by(col(Case.filed_at), col(Case.id))
    return list((await session.exec(query)).all())


async def some_cases(session: AsyncSession, most: int) -> tuple[int, list[UUID]]:
    """How many are not destroyed, and some of them that nobody chose. For the worker."""
    kept = col(Case.destroyed_on).is_(None)
    count = (await session.exec(select(func.count()).select_from(Case).where(kept))).one()
    query = select(Case.id).where(kept).order_by(func.random()).limit(most)
    return count, list((await session.exec(query)).all())


async def case_by_reference(
    session: AsyncSession, reference: str, organisation_id: UUID
) -> KnownCase | None:
    """A case that the organisation handles or is asked about."""
    query = select(Case).where(
        Case.reference == reference, organisation_id == any_(col(Case.parties))
    )
    row = (await session.exec(query)).first()
    return known(row) if row else None


async def lock_case(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    """The case, held until the transaction ends; moves of one case happen one after another."""
    query = select(Case).where(Case.id == case_id).with_for_update()
    row = (await session.exec(query.execution_options(populate_existing=True))).first()
    return known(row) if row else None


async def lock_cases(
    session: AsyncSession, handler_id: UUID, references: Sequence[str]
) -> dict[str, KnownCase]:
    """Those of an office among these, held in one order, so that no two wait for each other."""
    query = (
        select(Case)
        .where(Case.handler_id == handler_id, col(Case.reference).in_(references))
        .order_by(col(Case.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.reference: known(row) for row in (await session.exec(query)).all()}


async def timeline(session: AsyncSession, case_id: UUID) -> list[TimelineEntry]:
    query = select(Act).where(Act.case_id == case_id).order_by(col(Act.at), col(Act.id))
    return [
        TimelineEntry(a.id, a.at, a.move, a.to_stage, a.by_kind, a.by_id)
        for a in (await session.exec(query)).all()
    ]


async def last_act_at(session: AsyncSession, case_id: UUID) -> datetime | None:
    query = select(func.max(col(Act.at))).where(Act.case_id == case_id)
    return (await session.exec(query)).one()


@asked_once
@of_case(Decision)
async def decision_in_force(session: AsyncSession, case_id: UUID) -> Decision | None:
    """The newest proposal or decision that nothing has replaced."""
    query = (
        select(Decision)
        .where(Decision.case_id == case_id, col(Decision.replaced_at).is_(None))
        .order_by(col(Decision.proposed_at).desc())
    )
    return (await session.exec(query)).first()


@of_case(Decision, empty=False)
async def decided_before(session: AsyncSession, case_id: UUID, staff_id: UUID) -> bool:
    """Whether this person took a decision that a newer proposal has replaced."""
    query = select(Decision.id).where(
        Decision.case_id == case_id,
        Decision.decided_by == staff_id,
        col(Decision.replaced_at).is_not(None),
    )
    return (await session.exec(query)).first() is not None


@asked_once
@of_case(PromisedRemedy, empty=[])
async def promised_remedies(
    session: AsyncSession, case_id: UUID, decision_id: UUID
) -> list[PromisedRemedy]:
    query = (
        select(PromisedRemedy)
        .where(PromisedRemedy.case_id == case_id, PromisedRemedy.decision_id == decision_id)
        .order_by(PromisedRemedy.code)
    )
    return list((await session.exec(query)).all())
