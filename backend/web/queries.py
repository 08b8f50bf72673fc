"""Reads the key of a day, under which networks are counted, and the counters."""

from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.lines import read_one, shown
from backend.web.models import RateCounter, RateKey

_KEY = shown(RateKey, "key").where(col(RateKey.day) == bindparam("day"))
_COUNT = shown(RateCounter, "count").where(
    *(col(getattr(RateCounter, name)) == bindparam(name) for name in ("kind", "network", "window"))
)


async def rate_key(session: AsyncSession, day: date) -> bytes | None:
    """None until somebody has come on that day."""
    row = await read_one(session, _KEY, day=day)
    return row.key if row else None


async def attempts_so_far(
    session: AsyncSession, kind: str, network: bytes, window: datetime
) -> int:
    row = await read_one(session, _COUNT, kind=kind, network=network, window=window)
    return row.count if row else 0
