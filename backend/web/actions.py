"""Counts attempts. Called in a transaction of its own, or the refusal would roll it back."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.rows import add_if_new, table_of
from backend.database.wire import send
from backend.web.models import RateCounter, RateKey
from backend.web.queries import attempts_so_far, rate_key
from backend.web.rates import hidden

_KEPT = timedelta(days=1)
_COUNTED = (
    insert(table_of(RateCounter))
    .on_conflict_do_update(
        index_elements=["kind", "network", "window"],
        set_={"count": col(RateCounter.count) + 1},
    )
    .returning(col(RateCounter.count))
)


async def key_of_the_day(session: AsyncSession, at: datetime) -> bytes:
    """The day's random key: of two first requests one makes it, both get it."""
    day = at.date()
    while (known := await rate_key(session, day)) is None:
        await add_if_new(session, RateKey, day=day, key=secrets.token_bytes(32))
    return known


async def count_attempt(session: AsyncSession, kind: str, network: str, at: datetime) -> int:
    """How many attempts this network made in the window that begins at ``at``, this included.

    ``at`` is ``Limit.window_at(now)``; ``network`` is what ``rates.network_of`` gives.
    """
    key = await key_of_the_day(session, at)
    row = {"kind": kind, "network": hidden(network, key), "window": at, "count": 1}
    counted = await send(session, _COUNTED, row)
    return int(counted[0].count)


async def attempts_counted(session: AsyncSession, kind: str, network: str, at: datetime) -> int:
    """As ``count_attempt``, without counting."""
    key = await key_of_the_day(session, at)
    return await attempts_so_far(session, kind, hidden(network, key), at)


async def drop_old_rates(session: AsyncSession, at: datetime) -> None:
    """Without the day's key the counters of that day point at nobody."""
    await session.exec(delete(RateKey).where(col(RateKey.day) < at.date()))
    await session.exec(delete(RateCounter).where(col(RateCounter.window) < at - _KEPT))
