"""What was asked and agreed about destroying a case, and what holds it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, exists
from sqlalchemy import select as columns
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Case, Destruction, LegalHold
from backend.cases.rules.destruction import Agreement, AskedBy
from backend.database.lines import read
from backend.database.of_case import of_case
from backend.sealing.fields import Place, unseal

PAGE = 100


@dataclass(frozen=True)
class DestructionLine:
    """``asked_at`` is that of the complainant where they asked, too."""

    id: UUID
    asked_by: AskedBy
    asked_at: datetime
    agreement: Agreement
    done_on: date | None
    copies_until: date | None


@dataclass(frozen=True)
class HoldLine:
    id: UUID
    set_by: UUID
    set_at: datetime
    language: str
    reason: str
    review_on: date
    removal_by: UUID | None


@dataclass(frozen=True)
class WaitingLine:
    """A case that somebody is asked to destroy, or to look at again because it is held."""

    reference: str
    about: DestructionLine | None
    closed_on: date | None
    held: bool
    review_on: date | None


def hold_place(hold_id: UUID) -> Place:
    return Place("legal_holds", "reason", hold_id)


def _line(row: Destruction) -> DestructionLine:
    return DestructionLine(
        row.id,
        row.asked_by,
        row.asked_at,
        Agreement(row.first_by, row.second_by),
        row.done_on,
        row.copies_until,
    )


@of_case(Destruction)
async def destruction_of(session: AsyncSession, case_id: UUID) -> DestructionLine | None:
    """What is asked or done; of several that are asked, what the complainant asked."""
    query = (
        select(Destruction)
        .where(Destruction.case_id == case_id)
        .order_by(Destruction.asked_by, col(Destruction.asked_at))
    )
    row = (await session.exec(query)).first()
    return _line(row) if row else None


async def hold_row(session: AsyncSession, case_id: UUID) -> LegalHold | None:
    query = select(LegalHold).where(
        LegalHold.case_id == case_id, col(LegalHold.removed_at).is_(None)
    )
    return (await session.exec(query)).first()


@of_case(LegalHold)
async def hold_of(session: AsyncSession, case_id: UUID, account_key: bytes) -> HoldLine | None:
    row = await hold_row(session, case_id)
    if row is None:
        return None
    reason = unseal(account_key, row.sealed_reason, hold_place(row.id))
    return HoldLine(
        row.id, row.set_by, row.set_at, row.language, reason, row.review_on, row.removal_by
    )


async def destruction_by_id(session: AsyncSession, destruction_id: UUID) -> Destruction | None:
    query = select(Destruction).where(col(Destruction.id) == destruction_id)
    return (await session.exec(query)).first()


async def waiting_destructions(session: AsyncSession, office_id: UUID) -> list[WaitingLine]:
    """Those of an office that two people have not agreed to yet, the oldest first."""
    query = (
        select(Destruction, Case, LegalHold)
        .join(Case, col(Case.id) == col(Destruction.case_id))
        .outerjoin(
            LegalHold,
            (col(LegalHold.case_id) == col(Destruction.case_id))
            & col(LegalHold.removed_at).is_(None),
        )
        .where(Case.handler_id == office_id, col(Destruction.done_on).is_(None))
        .where(col(Destruction.second_by).is_(None))
        .order_by(col(Destruction.asked_at), col(Destruction.id))
        .limit(PAGE)
    )
    return [
        WaitingLine(c.reference, _line(d), c.closed_on, h is not None, h.review_on if h else None)
        for d, c, h in (await session.exec(query)).all()
    ]


async def held_cases(session: AsyncSession, office_id: UUID) -> list[WaitingLine]:
    """Those that are held, the one to look at first on top."""
    query = (
        select(LegalHold, Case)
        .join(Case, col(Case.id) == col(LegalHold.case_id))
        .where(Case.handler_id == office_id, col(LegalHold.removed_at).is_(None))
        .order_by(col(LegalHold.review_on), col(LegalHold.id))
        .limit(PAGE)
    )
    return [
        WaitingLine(c.reference, None, c.closed_on, held=True, review_on=h.review_on)
        for h, c in (await session.exec(query)).all()
    ]


_HELD = exists().where(
    col(LegalHold.case_id) == Destruction.case_id, col(LegalHold.removed_at).is_(None)
)
_WAITING = (
    columns(func.count())
    .select_from(Destruction)
    .join(Case, col(Case.id) == col(Destruction.case_id))
    .where(col(Case.handler_id) == bindparam("office_id"), col(Destruction.done_on).is_(None))
    .where(col(Destruction.second_by).is_(None), ~_HELD)
)


async def count_waiting(session: AsyncSession, office_id: UUID) -> int:
    counted = await read(session, _WAITING, office_id=office_id)
    return int(counted[0][0])
