"""Slowing down pages, and refusing programs, that come too often from one network."""

import asyncio
from datetime import timedelta

from fastapi import Request

from backend import clock
from backend.web.actions import attempts_counted, count_attempt
from backend.web.database_session import own_transaction
from backend.web.rates import Limit, client_address, delay_for, network_of
from backend.web.refusals import TooOften

#: Times the limit of an account.
ATTEMPTS_FROM_ONE_NETWORK = 5
_WINDOWS = {
    "filing": timedelta(hours=1),
    "codes": timedelta(minutes=1),
    "uploads": timedelta(hours=1),
    "sign_in": timedelta(minutes=15),
}


def _limit(request: Request, kind: str) -> Limit:
    return Limit(kind, getattr(request.app.state.settings, f"rate_{kind}"), _WINDOWS[kind])


async def attempts(
    request: Request, kind: str, *, door: str = "public", counted: bool = True
) -> int:
    """So far, this one ``counted`` too, in a transaction of its own; 0 where limits are off."""
    settings = request.app.state.settings
    if settings.rate_limits == "off":
        return 0
    network = _network(request)
    window = _limit(request, kind).window_at(clock.now())
    async with own_transaction(request, door) as session:
        count = count_attempt if counted else attempts_counted
        return await count(session, kind, network, window)


def _network(request: Request) -> str:
    peer = request.client.host if request.client else ""
    forwarded = request.headers.getlist("x-forwarded-for")
    return network_of(client_address(peer, forwarded, request.app.state.settings.trusted_proxies))


async def slow_down(request: Request, kind: str, *, door: str = "public") -> None:
    """Pages are never refused: over the limit they answer later and later."""
    delay = delay_for(await attempts(request, kind, door=door), _limit(request, kind).most)
    if delay:
        await asyncio.sleep(delay)


async def refuse_too_many(request: Request, kind: str) -> None:
    limit = _limit(request, kind)
    if await attempts(request, kind) > limit.most:
        raise TooOften(limit.retry_after(clock.now()))


async def refuse_while_too_many(request: Request, kind: str) -> None:
    """TooOften while more than the limit were counted; this request is not counted itself."""
    limit = _limit(request, kind)
    if await attempts(request, kind, counted=False) > limit.most:
        raise TooOften(limit.retry_after(clock.now()))


async def slow_down_sign_in(request: Request, account: str) -> None:
    """Guessing gets slow wherever it comes from, and ends where it goes on from one network.

    An account is never closed to everybody, or whoever knows an address could shut its owner out.
    """
    settings = request.app.state.settings
    if settings.rate_limits == "off":
        return
    limit = Limit("sign_in", settings.rate_sign_in, timedelta(minutes=15))
    name, now = account.strip().lower()[:254], clock.now()
    async with own_transaction(request, "desk") as session:
        window = limit.window_at(now)
        everywhere = await count_attempt(session, "sign_in", name, window)
        here = await count_attempt(session, "sign_in_from", f"{name} {_network(request)}", window)
    if here > limit.most * ATTEMPTS_FROM_ONE_NETWORK:
        raise TooOften(limit.retry_after(now))
    delay = delay_for(everywhere, limit.most)
    if delay:
        await asyncio.sleep(delay)
