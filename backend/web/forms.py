"""Forms as browsers send them, read into memory only: urlencoded and multipart.

Starlette's own reader writes large parts to ``/tmp`` in clear, so ours is on python-multipart.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from fastapi import Request, Response
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from backend.errors import Unacceptable
from backend.web.form_parts import (
    Multipart,
    Parts,
    Urlencoded,
)
from backend.web.refusals import FormUnreadable

UPLOADS_AT_A_TIME = 4
_BUTTONS = ("act", "continue", "skip", "remove", "move", "button")
_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: nothing about it is checked yet."""

    field: str
    name: str
    media_type: str
    content: bytes
    too_large: bool = False


@dataclass(frozen=True)
class Form:
    """``fields`` in the order of the page; a text may hold anything that UTF-8 can."""

    fields: tuple[tuple[str, str], ...] = ()
    uploads: tuple[Upload, ...] = field(default=(), repr=False)

    def text(self, name: str) -> str:
        """The first value, with line ends as ``\\n``; empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def files(self, name: str) -> list[Upload]:
        """What was chosen: a file field left empty sends a part without name and content."""
        return [u for u in self.uploads if u.field == name and (u.name or u.content)]

    def pressed(self, *names: str) -> str | None:
        """The name of the button that sent the form, among ``names`` or those in common use."""
        sent = {key for key, _ in self.fields}
        return next((name for name in names or _BUTTONS if name in sent), None)

    def values(self) -> dict[str, str]:
        """The first value of each field, for showing the form again."""
        return {key: value for key, value in reversed(self.fields)}


def _gate() -> asyncio.Semaphore:
    """One per event loop: tests run several."""
    loop = asyncio.get_running_loop()
    return _gates.setdefault(loop, asyncio.Semaphore(UPLOADS_AT_A_TIME))


@asynccontextmanager
async def _no_more_than_a_few(parts: Parts) -> AsyncIterator[None]:
    if isinstance(parts, Multipart):
        async with _gate():
            yield
    else:
        yield


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
    async with _no_more_than_a_few(parts):
        try:
            async for chunk in request.stream():
                parts.write(chunk)
            parts.finish()
        except (FormParserError, ValueError) as error:
            raise FormUnreadable from error
    uploads = (Upload(*sent) for sent in parts.files)
    return Form(tuple(_unlike_windows(parts.fields)), tuple(uploads))


def _unlike_windows(fields: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    # Browsers send every line end as CR LF, which would count twice against a length.
    return ((name, value.replace("\r\n", "\n").replace("\r", "\n")) for name, value in fields)


def refused(
    request: Request, template: str, form: Form, refusal: Unacceptable, **context: Any
) -> Response:
    """The same form again, status 422: what was typed, the faults first and by field.

    The template gets ``values`` (field → text), ``errors`` (field → sentence) and ``faults``
    (pairs of field and sentence, for the error summary).
    """
    from backend.web.reader import locale_of  # noqa: PLC0415  as above
    from backend.web.templates import render  # noqa: PLC0415  templates needs csrf, csrf forms
    from backend.web.words import fault_sentences  # noqa: PLC0415  as above

    faults = fault_sentences(refusal, locale_of(request))
    errors = {name: sentence for name, sentence in reversed(faults)}
    shown = {"values": form.values(), **context, "errors": errors, "faults": faults}
    return render(request, template, 422, **shown)
