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
from backend.web.actions import drop_old_rates

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
    await drop_old_rates(session, at)


async def sweep_files(tools: Tools) -> None:
    # Their times are kept to the hour: so each of them is an hour old at least.
    before = clock.now() - timedelta(hours=2)
    listed: set[UUID] = {file_id async for file_id in tools.files.ids(before)}
    async with transaction(tools.engine) as session:
        used = await files_in_use(session)
    for orphan in listed - used:
        await tools.files.delete(orphan)
