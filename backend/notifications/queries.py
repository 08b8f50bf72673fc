"""Reading the outbox."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, String, any_, bindparam, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.columns import UuidList
from backend.database.lines import AnyRow, is_one_of, read, shown, shown_as
from backend.notifications.models import OutboxMessage
from backend.notifications.rules import State

PAGE = 50
_TOLD_OF = (
    shown(OutboxMessage, "case_id")
    .where(is_one_of(col(OutboxMessage.case_id), "about"))
    .where(col(OutboxMessage.template) == any_(bindparam("templates", type_=ARRAY(String))))
)


@dataclass(frozen=True)
class OutboxLine:
    """One message by template, reference and state; where it goes stays sealed."""

    case_id: UUID
    id: UUID
    template: str
    locale: str
    reference: str | None
    staff_id: UUID | None
    state: State
    attempts: int
    created_at: datetime
    settled_at: datetime | None


_NAMED = (
    shown_as(OutboxLine, OutboxMessage)
    .where(col(OutboxMessage.case_id) == bindparam("about"))
    .where(col(OutboxMessage.id) == any_(bindparam("ids", type_=UuidList)))
)


async def open_messages(
    session: AsyncSession, about: UUID, message_ids: Sequence[UUID]
) -> list[OutboxLine]:
    """Those of them, in this order, that are not settled yet."""
    rows = await read(session, _NAMED, about=about, ids=list(message_ids))
    found = sorted(map(_line, rows), key=lambda message: message_ids.index(message.id))
    return [message for message in found if message.state.open]


async def told_of(
    session: AsyncSession, about: Collection[UUID], templates: Iterable[str]
) -> set[UUID]:
    """Of which of them such a message was ever put into the outbox."""
    asked = {"about": list(about), "templates": list(templates)}
    return {found.case_id for found in await read(session, _TOLD_OF, **asked)}


async def outbox(
    session: AsyncSession,
    organisation_id: UUID,
    state: str = "",
    after: tuple[datetime, UUID] | None = None,
) -> list[OutboxLine]:
    """The organisation's, newest first; one more than a page says that there are older ones."""
    query = select(OutboxMessage).where(any_(col(OutboxMessage.parties)) == organisation_id)
    if state:
        query = query.where(OutboxMessage.state == state)
    if after:
        query = query.where(tuple_(OutboxMessage.created_at, OutboxMessage.id) < after)
    newest = (col(OutboxMessage.created_at).desc(), col(OutboxMessage.id).desc())
    return [
        _line(row) for row in (await session.exec(query.order_by(*newest).limit(PAGE + 1))).all()
    ]


async def kept_messages(session: AsyncSession, since: datetime, most: int) -> list[OutboxLine]:
    """What waits for a mail server, oldest first."""
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.state == State.KEPT, OutboxMessage.created_at >= since)
        .order_by(col(OutboxMessage.created_at))
        .limit(most)
    )
    return [_line(row) for row in (await session.exec(query)).all()]


def _line(m: OutboxMessage | AnyRow) -> OutboxLine:
    return OutboxLine(
        m.case_id, m.id, m.template, m.locale, m.reference, m.staff_id, State(m.state), m.attempts,
        m.created_at, m.settled_at,
    )  # fmt: skip
