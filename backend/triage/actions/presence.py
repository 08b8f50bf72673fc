"""Noting that somebody has a case open, and forgetting it soon. No word of what they write."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.wire import send_later
from backend.triage.models import Presence
from backend.triage.queries.work import Work
from backend.triage.rules.presence import HERE_FOR

_ADDED = insert(Presence)
_NOTED = _ADDED.on_conflict_do_update(
    index_elements=["case_id", "id"],
    set_={"writing": _ADDED.excluded.writing, "seen_at": _ADDED.excluded.seen_at},
)


async def be_here(session: AsyncSession, work: Work, *, writing: bool) -> None:
    row = {
        "case_id": work.case.id,
        "id": work.person.id,
        "parties": [work.case.handler_id],
        "writing": writing,
        "seen_at": work.at,
    }
    await send_later(session, _NOTED, row, tuple(row))


async def forget_presences(session: AsyncSession, at: datetime) -> None:
    await session.exec(delete(Presence).where(col(Presence.seen_at) < at - HERE_FOR))
