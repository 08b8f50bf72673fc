"""When a person first answered the complainant."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import read_one
from backend.grievances.models import Message

_FIRST_ANSWER = select(func.min(col(Message.at)).label("at")).where(
    col(Message.case_id) == bindparam("case_id"),
    col(Message.sender) == "office",
    col(Message.staff_id).is_not(None),
)


async def first_answer_at(session: AsyncSession, case_id: UUID) -> datetime | None:
    """Messages that the portal wrote by itself are no answer."""
    found = await read_one(session, _FIRST_ANSWER, case_id=case_id)
    first: datetime | None = found.at if found else None
    return first
