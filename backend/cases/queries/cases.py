"""Reading cases by id, by reference, and their timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Act, Case, Decision, PromisedRemedy
from backend.cases.rules.case import KnownCase
from backend.cases.rules.stages import Stage
from backend.database.asked import asked_once
from backend.database.lines import AnyRow, lines, read, read_one, shown, shown_as
from backend.database.of_case import of_case


@dataclass(frozen=True)
class TimelineEntry:
    id: UUID
    at: datetime
    move: str
    stage: Stage
    by_kind: str
    by_id: UUID | None


_KNOWN = shown_as(KnownCase, Case)
_BY_ID = _KNOWN.where(col(Case.id) == bindparam("case_id"))
_HELD_BY_ID = _BY_ID.with_for_update()
_BY_REFERENCE = _KNOWN.where(
    col(Case.reference) == bindparam("reference"),
    bindparam("organisation_id", type_=Uuid) == any_(col(Case.parties)),
)
_HELD_OF_OFFICE = (
    _KNOWN.where(
        col(Case.handler_id) == bindparam("handler_id"),
        col(Case.reference).in_(bindparam("references", expanding=True)),
    )
    .order_by(col(Case.id))
    .with_for_update()
)
_TIMELINE = (
    shown(Act, "id", "at", "move", "to_stage", "by_kind", "by_id")
    .where(col(Act.case_id) == bindparam("case_id"))
    .order_by(col(Act.at), col(Act.id))
)


def _known(row: AnyRow) -> KnownCase:
    frozen: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return KnownCase(*frozen)


async def case_by_id(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    row = await read_one(session, _BY_ID, case_id=case_id)
    return _known(row) if row else None


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
    asked = {"reference": reference, "organisation_id": organisation_id}
    row = await read_one(session, _BY_REFERENCE, **asked)
    return _known(row) if row else None


async def lock_case(session: AsyncSession, case_id: UUID) -> KnownCase | None:
    """The case, held until the transaction ends; moves of one case happen one after another."""
    row = await read_one(session, _HELD_BY_ID, case_id=case_id)
    return _known(row) if row else None


async def lock_cases(
    session: AsyncSession, handler_id: UUID, references: Sequence[str]
) -> dict[str, KnownCase]:
    """Those of an office among these, held in one order, so that no two wait for each other."""
    asked = {"handler_id": handler_id, "references": list(references)}
    rows = await read(session, _HELD_OF_OFFICE, **asked)
    return {row.reference: _known(row) for row in rows}


async def timeline(session: AsyncSession, case_id: UUID) -> list[TimelineEntry]:
    return await lines(session, TimelineEntry, _TIMELINE, case_id=case_id)


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
