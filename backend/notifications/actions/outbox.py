"""Putting a message into the outbox, and noting what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import to_the_hour
from backend.database.queue import enqueue, enqueue_first, enqueue_last
from backend.database.rows import add
from backend.notifications import queries
from backend.notifications.models import OutboxMessage
from backend.notifications.rules import State

KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 200
#: The job lives in grievances: only there can a complainant's address be opened.
DELIVER = "grievances.deliver"


@dataclass(frozen=True)
class Waiting:
    """Something that waits for one person. ``about`` is a case or an organisation.

    ``urgent``: it goes before every other.
    """

    about: UUID
    parties: tuple[UUID, ...]
    template: str
    locale: str
    at: datetime
    reference: str | None = None
    staff_id: UUID | None = None
    urgent: bool = False


async def put_into_outbox(session: AsyncSession, waiting: Waiting) -> UUID:
    """Keep the message; its delivery is a job of its own."""
    message_id = uuid4()
    await add(
        session,
        OutboxMessage,
        case_id=waiting.about,
        id=message_id,
        parties=list(waiting.parties),
        template=waiting.template,
        locale=waiting.locale,
        reference=waiting.reference,
        staff_id=waiting.staff_id,
        state=State.WAITING.value,
        attempts=0,
        # To the hour: most of it follows at once on what a complainant did.
        created_at=to_the_hour(waiting.at),
    )
    put = enqueue_first if waiting.urgent else enqueue
    await put(session, DELIVER, **_named(waiting.about, message_id))
    return message_id


def _named(case_id: UUID, message_id: UUID) -> dict[str, str]:
    return {"case_id": str(case_id), "message_id": str(message_id)}


async def settle(
    session: AsyncSession, message: tuple[UUID, UUID], state: State, at: datetime
) -> None:
    """Note how an attempt ended; without a mail server none was made."""
    case_id, message_id = message
    tried = 0 if state is State.KEPT else 1
    await session.exec(
        update(OutboxMessage)
        .where(col(OutboxMessage.case_id) == case_id, col(OutboxMessage.id) == message_id)
        .values(
            state=state.value, settled_at=to_the_hour(at), attempts=OutboxMessage.attempts + tried
        )
    )


async def take_out_kept(session: AsyncSession, at: datetime) -> int:
    """Once a mail server is set, some of what waited for it; how many.

    Older news would surprise more than help. All of it may be much, and goes behind what is new.
    """
    found = await queries.kept_messages(session, at - KEPT_FOR, MOST_AT_ONCE)
    ids = [message.id for message in found]
    taken = await session.exec(
        update(OutboxMessage)
        # Of two jobs at once the second finds them taken.
        .where(col(OutboxMessage.id).in_(ids), col(OutboxMessage.state) == State.KEPT)
        .values(state=State.WAITING.value, settled_at=None)
        .returning(col(OutboxMessage.case_id), col(OutboxMessage.id))
    )
    messages = [(case_id, message_id) for case_id, message_id in taken]
    for message in messages:
        await enqueue_last(session, DELIVER, **_named(*message))
    return len(messages)
