"""Putting a message into the outbox, and noting what became of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, String, any_, bindparam, literal, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import to_the_hour
from backend.database.columns import UuidList
from backend.database.queue import FIRST, LAST, NORMAL, enqueue_each
from backend.database.rows import add_all, table_of
from backend.database.wire import send
from backend.notifications import queries
from backend.notifications.models import OutboxMessage
from backend.notifications.rules import State

KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 200
#: The job lives in grievances: only there can a complainant's address be opened.
DELIVER = "grievances.deliver"

_OUTBOX = table_of(OutboxMessage)
_OPEN = literal([state.value for state in State if state.open], ARRAY(String))
_KEEP = (
    update(_OUTBOX)
    .where(_OUTBOX.c.case_id == any_(bindparam("about", type_=UuidList)))
    .where(_OUTBOX.c.id == any_(bindparam("ids", type_=UuidList)))
    .where(_OUTBOX.c.state == any_(_OPEN))
    .values(state=State.KEPT.value, settled_at=bindparam("now"))
)


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


async def put_into_outbox(session: AsyncSession, waiting: Sequence[Waiting]) -> list[UUID]:
    """Keep messages that are as urgent as each other; of one case their delivery is one job."""
    rows = [_row(each) for each in waiting]
    await add_all(session, OutboxMessage, rows)
    urgent = any(each.urgent for each in waiting)
    sent = [(row["case_id"], row["id"]) for row in rows]
    await _deliver(session, sent, FIRST if urgent else NORMAL)
    return [message_id for _, message_id in sent]


async def _deliver(
    session: AsyncSession, messages: Iterable[tuple[UUID, UUID]], priority: int
) -> None:
    by_case: defaultdict[UUID, list[str]] = defaultdict(list)
    for case_id, message_id in messages:
        by_case[case_id].append(str(message_id))
    given = [{"case_id": str(one), "message_ids": ids} for one, ids in by_case.items()]
    await enqueue_each(session, DELIVER, given, priority)


def _row(waiting: Waiting) -> dict[str, Any]:
    return {
        "case_id": waiting.about,
        "id": uuid4(),
        "parties": list(waiting.parties),
        "template": waiting.template,
        "locale": waiting.locale,
        "reference": waiting.reference,
        "staff_id": waiting.staff_id,
        "state": State.WAITING.value,
        "attempts": 0,
        # To the hour: most of it follows at once on what a complainant did.
        "created_at": to_the_hour(waiting.at),
    }


async def keep(
    session: AsyncSession, about: Collection[UUID], message_ids: Collection[UUID], at: datetime
) -> None:
    """Until there is a mail server; no attempt was made."""
    asked = {"about": list(about), "ids": list(message_ids), "now": to_the_hour(at)}
    await send(session, _KEEP, asked)


async def settle(
    session: AsyncSession, message: tuple[UUID, UUID], state: State, at: datetime
) -> None:
    """Note how an attempt ended."""
    case_id, message_id = message
    await session.exec(
        update(OutboxMessage)
        .where(col(OutboxMessage.case_id) == case_id, col(OutboxMessage.id) == message_id)
        .values(state=state.value, settled_at=to_the_hour(at), attempts=OutboxMessage.attempts + 1)
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
    sent = [(case_id, message_id) for case_id, message_id in taken]
    await _deliver(session, sent, LAST)
    return len(sent)
