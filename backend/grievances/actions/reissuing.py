"""A receipt that was lost: one of the office asks for a new one, another agrees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.moves import locked
from backend.cases.rules.case import KnownCase
from backend.database.queue import enqueue
from backend.database.rows import add
from backend.errors import Absent, Conflict
from backend.grievances.models import Reissue
from backend.grievances.queries.reissues import ReissueLine, open_reissue

#: The only contact over which the installation itself can reach somebody.
REACHABLE = "email"


class NoContactLeft(Conflict):
    """The person left no address to which a code could go: nobody can say that it is they."""

    code = "no_contact_left"


class SecondPersonReissues(Conflict):
    """Whoever asked does not agree too."""

    code = "second_person_reissues"


class ReissueAsked(Conflict):
    """Somebody has asked for it already."""

    code = "reissue_asked"


@dataclass(frozen=True)
class Reissuing:
    """By whom and when. ``sealed_reason`` is under the office key, for the record."""

    staff_id: UUID
    at: datetime
    sealed_reason: bytes | None = None


async def ask_for_receipt(session: AsyncSession, case_id: UUID, by: Reissuing) -> None:
    case = await _reachable(session, case_id)
    if await open_reissue(session, case_id):
        raise ReissueAsked
    await add(session, Reissue, case_id=case_id, id=uuid4(), parties=[case.handler_id],
            asked_by=by.staff_id, asked_at=by.at, used=False)  # fmt: skip
    await _note(session, case, "case.receipt_asked", by)


async def agree_to_receipt(session: AsyncSession, case_id: UUID, by: Reissuing) -> None:
    """The code goes by mail from the worker: neither of the two sees it."""
    case = await _reachable(session, case_id)
    line = await _open(session, case_id)
    if line.agreed_by:
        return
    if line.asked_by == by.staff_id:
        raise SecondPersonReissues
    await _change(session, case_id, line.id, agreed_by=by.staff_id, agreed_at=by.at)
    await _note(session, case, "case.receipt_agreed", by)
    about = {"case_id": str(case_id), "reissue_id": str(line.id)}
    await enqueue(session, "grievances.send_new_code", **about)


async def drop_reissue(session: AsyncSession, case_id: UUID, by: Reissuing) -> None:
    """A code that was mailed already opens nothing any more."""
    case = await locked(session, case_id)
    line = await _open(session, case_id)
    await _change(session, case_id, line.id, ended_at=by.at)
    await _note(session, case, "case.receipt_dropped", by)


async def _reachable(session: AsyncSession, case_id: UUID) -> KnownCase:
    case = await locked(session, case_id)
    if case.destroyed_on:
        raise Absent
    if case.contact_way != REACHABLE:
        raise NoContactLeft
    return case


async def _open(session: AsyncSession, case_id: UUID) -> ReissueLine:
    line = await open_reissue(session, case_id)
    if line is None:
        raise Absent
    return line


async def _change(session: AsyncSession, case_id: UUID, reissue_id: UUID, **values: object) -> None:
    await session.exec(
        update(Reissue)
        .where(col(Reissue.case_id) == case_id, col(Reissue.id) == reissue_id)
        .values(**values)
    )


async def _note(session: AsyncSession, case: KnownCase, action: str, by: Reissuing) -> None:
    actor = Actor("staff", by.staff_id)
    happening = Happening(
        action, actor, case.id, (case.handler_id,), by.at, {}, by.sealed_reason
    )  # fmt: skip
    await record(session, happening)
