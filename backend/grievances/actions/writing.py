"""Messages of a case, from the complainant, the office, or the portal itself."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import in_order
from backend.database.rows import add
from backend.grievances.models import Message
from backend.grievances.queries.stories import last_message_at, message_place
from backend.sealing.fields import Place, seal, seal_if_any

Sender = Literal["complainant", "office", "system"]


@dataclass(frozen=True)
class NewMessage:
    """``at`` of a complainant is already kept to the hour; ``original`` came in Zawgyi.

    ``id`` is that of a form, so that what is sent twice is written once.
    """

    case_id: UUID
    parties: tuple[UUID, ...]
    sender: Sender
    language: str
    text: str
    at: datetime
    staff_id: UUID | None = None
    original: str | None = None
    id: UUID = field(default_factory=uuid4)


async def write_message(session: AsyncSession, account_key: bytes, new: NewMessage) -> UUID:
    message_id = new.id
    at = in_order(new.at, await last_message_at(session, new.case_id))
    await add(
        session,
        Message,
        case_id=new.case_id,
        id=message_id,
        parties=list(new.parties),
        sender=new.sender,
        staff_id=new.staff_id,
        language=new.language,
        sealed_text=seal(account_key, new.text, message_place(message_id)),
        sealed_original=seal_if_any(
            account_key, new.original, Place("messages", "original", message_id)
        ),
        at=at,
    )
    return message_id
