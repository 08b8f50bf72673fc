"""Reading cases by id, by reference, their timeline and their decisions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, any_, bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Act, Case, Decision, PromisedRemedy
from backend.cases.rules.case import KnownCase
from backend.cases.rules.stages import Ground, Outcome, Stage
from backend.database.asked import AskedOfEach, asked_once
from backend.database.lines import AnyRow, is_one_of, lines, read, read_one, shown, shown_as
from backend.database.of_case import of_case


@dataclass(frozen=True)
class TimelineEntry:
    id: UUID
    at: datetime
    move: str
    stage: Stage
    by_kind: str
    by_id: UUID | None


@dataclass(frozen=True)
class KnownDecision:
    """``decided_at`` is empty while it is a proposal; the reason is sealed for the office."""

    id: UUID
    outcome: Outcome
    ground: Ground | None
    duplicate_of: str | None
    language: str
    sealed_reason: bytes = field(repr=False)
    message_id: UUID | None
    proposed_by: UUID
    decided_by: UUID | None
    decided_at: datetime | None
    replaced_at: datetime | None


@dataclass(frozen=True)
class Promised:
    """A remedy that a decision promises."""

    id: UUID
    code: str
    due_on: date | None
    done_on: date | None
    confirmed_on: date | None


_KNOWN = shown_as(KnownCase, Case)
_BY_ID = _KNOWN.where(col(Case.id) == bindparam("case_id"))
_HELD_BY_ID = _BY_ID.with_for_update()
_HELD_IF_FREE = _KNOWN.where(is_one_of(col(Case.id), "case_ids")).with_for_update(skip_locked=True)
_BY_REFERENCE = _KNOWN.where(
    col(Case.reference) == bindparam("reference"),
    bindparam("organisation_id", type_=Uuid) == any_(col(Case.parties)),
)
_HELD_OF_OFFICE = (
    _KNOWN.where(
        col(Case.handler_id) == bindparam("handler_id"),
        col(Case.reference) == any_(bindparam("references", type_=ARRAY(String))),
    )
    .order_by(col(Case.id))
    .with_for_update()
)
_TIMELINE = (
    shown(Act, "case_id", "id", "at", "move", "to_stage", "by_kind", "by_id")
    .where(is_one_of(col(Act.case_id), "case_ids"))
    .order_by(col(Act.at), col(Act.id))
)
_DECISIONS = (
    shown_as(KnownDecision, Decision)
    .where(col(Decision.case_id) == bindparam("case_id"))
    .order_by(col(Decision.proposed_at).desc())
)
_PROMISED = (
    shown_as(Promised, PromisedRemedy)
    .where(col(PromisedRemedy.case_id) == bindparam("case_id"))
    .where(col(PromisedRemedy.decision_id) == bindparam("decision_id"))
    .order_by(col(PromisedRemedy.code))
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


async def lock_free_cases(
    session: AsyncSession, case_ids: Collection[UUID]
) -> dict[UUID, KnownCase]:
    """Those of them that nobody else holds; waits for none."""
    rows = await read(session, _HELD_IF_FREE, case_ids=list(case_ids))
    return {row.id: _known(row) for row in rows}


async def lock_cases(
    session: AsyncSession, handler_id: UUID, references: Sequence[str]
) -> dict[str, KnownCase]:
    """Those of an office among these, held in one order, so that no two wait for each other."""
    asked = {"handler_id": handler_id, "references": list(references)}
    rows = await read(session, _HELD_OF_OFFICE, **asked)
    return {row.reference: _known(row) for row in rows}


@AskedOfEach
async def timeline(
    session: AsyncSession, case_ids: Sequence[UUID]
) -> Mapping[UUID, list[TimelineEntry]]:
    found = defaultdict[UUID, list[TimelineEntry]](list)
    for case_id, *entry in await read(session, _TIMELINE, case_ids=list(case_ids)):
        found[case_id].append(TimelineEntry(*entry))
    return found


async def last_act_at(session: AsyncSession, case_id: UUID) -> datetime | None:
    query = select(func.max(col(Act.at))).where(Act.case_id == case_id)
    return (await session.exec(query)).one()


@asked_once
@of_case(Decision, empty=[])
async def decisions(session: AsyncSession, case_id: UUID) -> list[KnownDecision]:
    """Proposals and decisions, the newest first."""
    return await lines(session, KnownDecision, _DECISIONS, case_id=case_id)


async def decision_in_force(session: AsyncSession, case_id: UUID) -> KnownDecision | None:
    """The newest proposal or decision that nothing has replaced."""
    return next((d for d in await decisions(session, case_id) if d.replaced_at is None), None)


async def decided_before(session: AsyncSession, case_id: UUID, staff_id: UUID) -> bool:
    """Whether this person took a decision that a newer proposal has replaced."""
    replaced = [d for d in await decisions(session, case_id) if d.replaced_at]
    return any(decision.decided_by == staff_id for decision in replaced)


@asked_once
@of_case(PromisedRemedy, empty=[])
async def promised_remedies(
    session: AsyncSession, case_id: UUID, decision_id: UUID
) -> list[Promised]:
    return await lines(session, Promised, _PROMISED, case_id=case_id, decision_id=decision_id)
