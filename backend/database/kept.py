"""Answers to queries about what everybody reads, kept in the process until it changes.

Offices, published systems and days off are read by nearly every page and change a few times a day.
Triggers of their tables draw a new mark (migration 0014) in the transaction of the change.
"""

from collections.abc import Hashable
from functools import wraps
from uuid import UUID

from sqlalchemy import Uuid, column, text
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import Answer, Asked, Query, asked_once, for_everybody
from backend.database.wire import send

MOST = 1_000
_MARK = text("SELECT mark FROM reference_version").columns(column("mark", Uuid))


@asked_once
@for_everybody
async def _mark(session: AsyncSession) -> UUID:
    found = await send(session, _MARK, {})
    mark: UUID = found[0].mark
    return mark


def kept(query: Query[Asked, Answer]) -> Query[Asked, Answer]:
    """For queries of those tables whose answer is the same for everybody.

    Arguments must be hashable; the answer is shared by all who ask, so it must not be changed.
    The mark is read before the rows: an answer may be newer than its mark, never older.
    """
    answers: dict[Hashable, tuple[UUID, Answer]] = {}

    @wraps(query)
    async def asked(session: AsyncSession, /, *args: Asked.args, **named: Asked.kwargs) -> Answer:
        mark = await _mark(session)
        about = (args, tuple(sorted(named.items())))
        found = answers.get(about)
        if found is None or found[0] != mark:
            if len(answers) >= MOST:
                answers.clear()
            found = answers[about] = (mark, await query(session, *args, **named))
        return found[1]

    return asked
