"""Doing a thing once, however often a program asks for it under the same key."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import to_the_hour
from backend.database.doors import enter
from backend.database.rows import add_if_new, table_of
from backend.database.wire import send_later
from backend.grievances.models import IdempotentAnswer
from backend.grievances.queries.retries import Kept, KeptCode, kept_answer, place_of
from backend.grievances.rules.browser_keys import RetryKey
from backend.sealing.fields import seal

CODE_LASTS = timedelta(hours=24)
_ANSWERED = (
    update(table_of(IdempotentAnswer))
    .where(col(IdempotentAnswer.key_hash) == bindparam("lookup"))
    .values(sealed_answer=bindparam("answer"), sealed_code=bindparam("code"))
)


async def once(
    session: AsyncSession,
    key: RetryKey | None,
    case: tuple[UUID, datetime],
    act: Callable[[], Awaitable[Kept]],
) -> Kept:
    """What ``act`` answers, or what it answered when the key came first; ``case``: id and now.

    An equal request that is under way holds the key until it is committed, and this one waits.
    """
    if key is None:
        return await act()
    if not await _take(session, key, case):
        return await kept_answer(session, key, case[1])
    kept = await act()
    await _keep(session, key, kept, case[1])
    return kept


async def _take(session: AsyncSession, key: RetryKey, case: tuple[UUID, datetime]) -> bool:
    await enter(session, retry=key.lookup)
    case_id, at = case
    return await add_if_new(
        session,
        IdempotentAnswer,
        key_hash=key.lookup,
        body_hash=key.body_hash,
        case_id=case_id,
        sealed_answer=b"",
        answered_at=to_the_hour(at),
    )


async def _keep(session: AsyncSession, key: RetryKey, kept: Kept, at: datetime) -> None:
    code = KeptCode(secret=kept.secret, until=at + CODE_LASTS) if kept.secret else None
    answered = {
        "lookup": key.lookup,
        "answer": seal(key.sealing, kept.answer, place_of(key, "answer")),
        "code": code and seal(key.sealing, code.model_dump_json(), place_of(key, "code")),
    }
    await send_later(session, _ANSWERED, answered)
