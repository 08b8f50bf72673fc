"""Reads the key of a day, under which networks are counted."""

from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.web.models import RateKey


async def rate_key(session: AsyncSession, day: date) -> bytes:
    return (await session.exec(select(RateKey.key).where(col(RateKey.day) == day))).one()
