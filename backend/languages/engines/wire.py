"""Asking an engine over HTTP: limits of time and size, patient retries, rest for what is broken."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import stamina
import stamina.instrumentation
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from backend.languages.engines.protocol import (
    Access,
    EngineAway,
    EngineBusy,
    EngineFault,
    EngineNonsense,
    EngineRefused,
    EngineRests,
    Patience,
)
from backend.outbound import way_out

#: No honest answer to a batch is longer.
MOST_BYTES = 1024 * 1024
TOO_MANY_REQUESTS = 429
OK, REDIRECTS, CLIENT_ERRORS, SERVER_ERRORS = 200, 300, 400, 500
#: A refusal says that the engine is alive.
_breakers = AsyncCircuitBreakerFactory(exclude=[EngineRefused])
# Its default would write the text of faults to the journal.
stamina.instrumentation.set_on_retry_hooks([])


class Wire:
    """One engine's address. The operator has named it, so it may lie in our own network."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def get(self, path: str) -> Any:
        return await self._asked("GET", path)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """The answer's JSON; an ``EngineFault`` where there is none."""
        return await self._asked("POST", path, json=body)

    async def post_form(self, path: str, fields: dict[str, str]) -> Any:
        return await self._asked("POST", path, data=fields)

    async def _asked(self, method: str, path: str, **body: Any) -> Any:
        patience = self._access.patience
        async for attempt in stamina.retry_context(
            on=lambda fault: _wait(fault, patience),
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.first_wait,
            wait_max=patience.longest_wait,
            wait_jitter=patience.first_wait,
        ):
            with attempt:
                async with self._unless_it_rests():
                    return await self._once(method, path, body)
        raise AssertionError("the last attempt returns or raises")

    @asynccontextmanager
    async def _unless_it_rests(self) -> AsyncIterator[None]:
        url, patience = self._access.url, self._access.patience
        breaker = await _breakers.get_breaker(url, patience.failures, patience.rest)
        try:
            async with breaker:
                yield
        except OpenedState:
            raise EngineRests from None

    async def _once(self, method: str, path: str, body: dict[str, Any]) -> Any:
        url, patience = self._access.url, self._access.patience
        limits = httpx.Timeout(patience.read, connect=patience.connect)
        try:
            async with (
                asyncio.timeout(patience.total),
                way_out({urlsplit(url).hostname or ""}, limits) as client,
                client.stream(method, url + path, **body) as answer,
            ):
                _refuse(answer)
                return _json(await _content(answer))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            # Without its cause, whose text may hold an address with a password.
            raise EngineAway from None


def _wait(fault: BaseException, patience: Patience) -> bool | float:
    """Whether to ask again, or after how many seconds."""
    if not isinstance(fault, EngineFault) or not fault.passing or isinstance(fault, EngineRests):
        return False
    if isinstance(fault, EngineBusy) and fault.wait is not None:
        return fault.wait if fault.wait <= patience.longest_wait else False
    return True


def _refuse(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == TOO_MANY_REQUESTS:
        raise EngineBusy(_seconds(answer.headers.get("retry-after", "")))
    if status >= SERVER_ERRORS:
        raise EngineAway
    if status >= CLIENT_ERRORS:
        raise EngineRefused
    if status != OK:
        raise EngineNonsense


def _seconds(header: str) -> float | None:
    """Engines write seconds; a date says nothing to us."""
    return float(header) if header.isascii() and header.isdecimal() else None


async def _content(answer: httpx.Response) -> bytes:
    """Read only as far as it may go; what is packed counts as it comes out."""
    content = bytearray()
    async for piece in answer.aiter_bytes(64 * 1024):
        content += piece
        if len(content) > MOST_BYTES:
            raise EngineNonsense
    return bytes(content)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise EngineNonsense from None
