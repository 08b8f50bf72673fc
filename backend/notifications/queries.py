"""Reading the outbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.notifications.models import OutboxMessage


@dataclass(frozen=True)
class OutboxLine:
    """One message by template, reference and state; where it goes stays sealed."""

    case_id: UUID
    id: UUID
    template: str
    locale: str
    reference: str | None
    staff_id: UUID | None
    state: str
    attempts: int
    created_at: datetime
    settled_at: datetime | None


async def outbox_message(session: AsyncSession, key: tuple[UUID, UUID]) -> OutboxLine | None:
    query = select(OutboxMessage).where(OutboxMessage.case_id == key[0], OutboxMessage.id == key[1])
    row = (await session.exec(query)).first()
    return _line(row) if row else None


async def outbox(
    session: AsyncSession, organisation_id: UUID, *, limit: int = 200
) -> list[OutboxLine]:
    """The newest messages of the organisation."""
    query = (
        select(OutboxMessage)
        .where(col(OutboxMessage.parties).contains([organisation_id]))
        .order_by(col(OutboxMessage.created_at).desc())
        .limit(limit)
    )
    return [_line(row) for row in (await session.exec(query)).all()]


def _line(m: OutboxMessage) -> OutboxLine:
    return OutboxLine(
        m.case_id, m.id, m.template, m.locale, m.reference, m.staff_id, m.state, m.attempts,
        m.created_at, m.settled_at,
    )  # fmt: skip
