"""When a person first answered the complainant."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.grievances.models import Message


async def first_answer_at(session: AsyncSession, case_id: UUID) -> datetime | None:
    """Messages that the portal wrote by itself are no answer."""
    query = select(func.min(col(Message.at))).where(
        Message.case_id == case_id,
        Message.sender == "office",
        col(Message.staff_id).is_not(None),
    )
    return (await session.exec(query)).one()
