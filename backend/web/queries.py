"""Reads the key of a day, under which networks are counted, and the counters."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.web.models import RateCounter, RateKey


async def rate_key(session: AsyncSession, day: date) -> bytes:
    return (await session.exec(select(RateKey.key).where(col(RateKey.day) == day))).one()


async def attempts_so_far(
    session: AsyncSession, kind: str, network: bytes, window: datetime
) -> int:
    query = select(RateCounter.count).where(
        RateCounter.kind == kind, RateCounter.network == network, RateCounter.window == window
    )
    return (await session.exec(query)).first() or 0
