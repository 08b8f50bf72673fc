"""Reads the key of a day, under which networks are counted, and the counters."""

from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import read_one, shown
from backend.web.models import RateCounter, RateKey

_KEY = shown(RateKey, "key").where(col(RateKey.day) == bindparam("day"))


async def rate_key(session: AsyncSession, day: date) -> bytes | None:
    """None until somebody has come on that day."""
    row = await read_one(session, _KEY, day=day)
    return row.key if row else None


async def attempts_so_far(
    session: AsyncSession, kind: str, network: bytes, window: datetime
) -> int:
    query = select(RateCounter.count).where(
        RateCounter.kind == kind, RateCounter.network == network, RateCounter.window == window
    )
    return (await session.exec(query)).first() or 0
