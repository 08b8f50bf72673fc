"""Reads forms as browsers send them, into memory only: urlencoded and multipart.

Starlette's own reader writes large parts to ``/tmp`` in clear, so ours is on python-multipart.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from weakref import WeakKeyDictionary

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from backend.web.form_parts import Multipart, Parts, Urlencoded
from backend.web.forms import Form, Upload
from backend.web.refusals import FormUnreadable

UPLOADS_AT_A_TIME = 4
#: What has less comes beside them: whoever only writes waits for nobody's files.
SMALL = 64 * 1024
#: Seconds without a byte, after which whoever sends is taken for gone and others get their turn.
LONGEST_SILENCE = 120.0
_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _gate() -> asyncio.Semaphore:
    """One per event loop: tests run several."""
    loop = asyncio.get_running_loop()
    return _gates.setdefault(loop, asyncio.Semaphore(UPLOADS_AT_A_TIME))


def _parts_for(content_type: str) -> Parts | None:
    kind, options = parse_options_header(content_type)
    if kind == b"application/x-www-form-urlencoded":
        return Urlencoded()
    boundary = options.get(b"boundary", b"")
    if kind == b"multipart/form-data" and boundary:
        return Multipart(boundary)
    return None


async def read_form(request: Request) -> Form:
    """The form of a POST. FormUnreadable, FormTooLarge for what no browser sends."""
    try:
        parts = _parts_for(request.headers.get("content-type", ""))
    except ValueError as error:
        raise FormUnreadable from error
    if parts is None:
        raise FormUnreadable
    try:
        await _take_apart(parts, request.stream())
    except (FormParserError, ValueError, ClientDisconnect, TimeoutError) as error:
        raise FormUnreadable from error
    uploads = (Upload(*sent) for sent in parts.files)
    unreadable = frozenset(parts.unreadable)
    return Form(tuple(_unlike_windows(parts.fields)), tuple(uploads), unreadable)


async def _take_apart(parts: Parts, chunks: AsyncIterator[bytes]) -> None:
    received = 0
    async with AsyncExitStack() as turn:
        async for chunk in _as_they_come(chunks):
            if isinstance(parts, Multipart) and received <= SMALL < received + len(chunk):
                await turn.enter_async_context(_gate())
            received += len(chunk)
            parts.write(chunk)
        parts.finish()


async def _as_they_come(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(LONGEST_SILENCE):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        yield chunk


def _unlike_windows(fields: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    # Browsers send every line end as CR LF, which would count twice against a length.
    return ((name, value.replace("\r\n", "\n").replace("\r", "\n")) for name, value in fields)
