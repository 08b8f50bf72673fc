"""Reading what two of the staff agreed about a lost receipt."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.doors import enter
from backend.database.of_case import of_case
from backend.grievances.models import Reissue
from backend.sealing.fields import Place


@dataclass(frozen=True)
class ReissueLine:
    """``sent``: the code that works once has gone out by mail."""

    id: UUID
    asked_by: UUID
    asked_at: datetime
    agreed_by: UUID | None
    agreed_at: datetime | None
    sent: bool
    expires_at: datetime | None
    used: bool
    ended_at: datetime | None


@dataclass(frozen=True)
class OneTimeCode:
    """What the public door may read of it, once it was told the hash of the code."""

    case_id: UUID
    id: UUID
    wrapped: bytes
    expires_at: datetime


def wrapped_place(reissue_id: UUID) -> Place:
    return Place("reissues", "wrapped", reissue_id)


@of_case(Reissue, empty=[])
async def reissues(session: AsyncSession, case_id: UUID) -> list[ReissueLine]:
    """Oldest first; the last is open where it has not ended. For the desk and the worker."""
    query = select(Reissue).where(Reissue.case_id == case_id).order_by(col(Reissue.asked_at))
    return [_line(row) for row in (await session.exec(query)).all()]


def _line(row: Reissue) -> ReissueLine:
    return ReissueLine(
        row.id, row.asked_by, row.asked_at, row.agreed_by, row.agreed_at,
        row.code_hash is not None, row.expires_at, row.used, row.ended_at,
    )  # fmt: skip


async def open_reissue(session: AsyncSession, case_id: UUID) -> ReissueLine | None:
    known = await reissues(session, case_id)
    return next((line for line in known if line.ended_at is None), None)


async def code_that_works_once(session: AsyncSession, code_hash: bytes) -> OneTimeCode | None:
    """Tells the session of the hash, which is all that the row policy shows the row for."""
    await enter(session, receipt=code_hash)
    query = select(Reissue.case_id, Reissue.id, Reissue.wrapped, Reissue.expires_at).where(
        Reissue.code_hash == code_hash, col(Reissue.ended_at).is_(None)
    )
    row = (await session.exec(query)).first()
    if row is None or row[2] is None or row[3] is None:
        return None
    return OneTimeCode(row[0], row[1], row[2], row[3])
