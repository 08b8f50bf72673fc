"""Asking that a case be destroyed, agreeing to it, and holding it where the law asks for that."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.models import Destruction, LegalHold
from backend.cases.queries.destruction import destruction_of, hold_place, hold_row
from backend.cases.rules.case import KnownCase
from backend.cases.rules.destruction import Agreement, AskedBy, Held, is_second
from backend.database.queue import enqueue
from backend.database.rows import add
from backend.errors import Absent
from backend.sealing.fields import seal


@dataclass(frozen=True)
class Agreeing:
    """Somebody of the office, with their role there."""

    staff_id: UUID
    role: str
    at: datetime


@dataclass(frozen=True)
class NewHold:
    """``reason`` is what the person who complained reads."""

    reason: str
    language: str
    review_on: date


async def ask_destruction(
    session: AsyncSession, case: KnownCase, by: AskedBy, at: datetime
) -> bool:
    """False where it was asked before."""
    row = insert(Destruction).values(
        case_id=case.id, id=uuid4(), parties=[case.handler_id], asked_by=by, asked_at=at
    )
    asked = await session.exec(row.on_conflict_do_nothing().returning(col(Destruction.id)))
    return asked.first() is not None


async def agree_to_destruction(session: AsyncSession, case: KnownCase, by: Agreeing) -> bool:
    """True where the second has agreed: then a job destroys the case."""
    asked = await destruction_of(session, case.id)
    if asked is None or asked.done_on or asked.agreement.second_by:
        raise Absent
    if await hold_row(session, case.id):
        raise Held
    second = is_second(asked.agreement, by.staff_id, by.role)
    values = (
        {"second_by": by.staff_id, "second_at": by.at}
        if second
        else {"first_by": by.staff_id, "first_at": by.at}
    )
    await session.exec(
        update(Destruction)
        .where(col(Destruction.case_id) == case.id, col(Destruction.id) == asked.id)
        .values(**values)
    )
    await _note(session, case, "destruction_agreed", by)
    if second:
        # By its own id: a job must not name a case that is gone.
        await enqueue(session, "destruction.destroy", destruction_id=str(asked.id))
    return second


async def hold(
    session: AsyncSession, case: KnownCase, new: NewHold, account_key: bytes, by: Agreeing
) -> None:
    if await hold_row(session, case.id):
        raise Held
    hold_id = uuid4()
    await add(
        session,
        LegalHold,
        case_id=case.id,
        id=hold_id,
        parties=[case.handler_id],
        set_by=by.staff_id,
        set_at=by.at,
        language=new.language,
        sealed_reason=seal(account_key, new.reason, hold_place(hold_id)),
        review_on=new.review_on,
    )
    await _note(session, case, "held", by)


async def agree_to_let_go(session: AsyncSession, case: KnownCase, by: Agreeing) -> None:
    """Two people end a hold; what was agreed before waits for the case to be let go."""
    held = await hold_row(session, case.id)
    if held is None:
        raise Absent
    second = is_second(Agreement(held.removal_by), by.staff_id, by.role)
    values = (
        {"removed_by": by.staff_id, "removed_at": by.at}
        if second
        else {"removal_by": by.staff_id, "removal_at": by.at}
    )
    await session.exec(
        update(LegalHold)
        .where(col(LegalHold.case_id) == case.id, col(LegalHold.id) == held.id)
        .values(**values)
    )
    await _note(session, case, "hold_ended" if second else "hold_end_agreed", by)
    asked = await destruction_of(session, case.id)
    if second and asked and asked.agreement.second_by and not asked.done_on:
        await enqueue(session, "destruction.destroy", destruction_id=str(asked.id))


async def _note(session: AsyncSession, case: KnownCase, act: str, by: Agreeing) -> None:
    actor = Actor("staff", by.staff_id)
    await record(session, Happening(f"case.{act}", actor, case.id, (case.handler_id,), by.at))
