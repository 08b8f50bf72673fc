"""Removing what has outlived its time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.database.doors import transaction
from backend.grievances.models import Draft, FollowSession, IdempotentAnswer
from backend.grievances.queries.sweeping import files_in_use
from backend.sealing.tools import Tools
from backend.web.models import RateCounter, RateKey

DAY = timedelta(hours=24)


async def sweep(session: AsyncSession, at: datetime) -> None:
    await session.exec(delete(Draft).where(col(Draft.expires_at) < at))
    await session.exec(delete(FollowSession).where(col(FollowSession.expires_at) < at))
    await session.exec(
        update(IdempotentAnswer)
        # Kept to the hour: within it the last answers are up to an hour younger.
        .where(col(IdempotentAnswer.answered_at) < at - DAY - timedelta(hours=1))
        .values(sealed_code=None)
    )
    # Without the day's key the counters of that day point at nobody.
    await session.exec(delete(RateKey).where(col(RateKey.day) < at.date()))
    await session.exec(delete(RateCounter).where(col(RateCounter.window) < at - DAY))


async def sweep_files(tools: Tools) -> None:
    before = clock.now() - timedelta(hours=1)
    listed: set[UUID] = {file_id async for file_id in tools.files.ids(before)}
    async with transaction(tools.engine) as session:
        used = await files_in_use(session)
    for orphan in listed - used:
        await tools.files.delete(orphan)
