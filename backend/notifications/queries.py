"""Reading the outbox."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.notifications.models import OutboxMessage


async def outbox_message(session: AsyncSession, key: tuple[UUID, UUID]) -> OutboxMessage | None:
    query = select(OutboxMessage).where(
        OutboxMessage.case_id == key[0], OutboxMessage.id == key[1]
    )
    return (await session.exec(query)).first()


async def outbox(
    session: AsyncSession, organisation_id: UUID, *, limit: int = 200
) -> list[OutboxMessage]:
    """The newest messages of the organisation."""
    query = (
        select(OutboxMessage)
        .where(col(OutboxMessage.parties).contains([organisation_id]))
        .order_by(col(OutboxMessage.created_at).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())
