"""The model updates that answer a case."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.remedies.models import UpdateAnswersCase


async def updates_answering(session: AsyncSession, case_id: UUID) -> list[UUID]:
    query = select(UpdateAnswersCase.model_update_id).where(UpdateAnswersCase.case_id == case_id)
    return list((await session.exec(query.order_by(col(UpdateAnswersCase.linked_at)))).all())
