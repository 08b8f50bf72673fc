"""Refusals and errors as answers: a page in the reader's language, or problem+json below /api."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.database.away import is_away
from backend.errors import NO_ROOM, Refusal, Unacceptable, Unkept
from backend.languages.locales import negotiate
from backend.web.journal import note_error
from backend.web.json_reading import KINDS, MOST_FAULTS
from backend.web.reader import learn_locale, locale_of, typed
from backend.web.refusals import FormStale, TooOften, status_of
from backend.web.templates import render
from backend.web.words import fault_sentences, refusal_sentence, sentence

_CODES = {
    403: "forbidden", 404: "absent", 405: "method", 409: "conflict", 413: "form_too_large",
    421: "misdirected", 422: "unacceptable", 429: "too_often", 500: "broken", 503: "broken",
}  # fmt: skip
_TEMPLATES = {404: "404", 429: "429", 500: "500", 503: "500"}
_SECONDS_UNTIL_BETTER = 120


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def api_locale(request: Request) -> str:
    return negotiate(request.headers.get("accept-language", ""))


def problem(
    status: int, code: str, title: str, errors: list[tuple[str, str]] | None = None
) -> JSONResponse:
    """RFC 9457. ``type`` names the code and is no address to follow."""
    body = {
        "type": f"urn:suara:problem:{code}",
        "title": title,
        "status": status,
        "errors": [{"field": field, "message": message} for field, message in errors or []],
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def _page(request: Request, status: int, what: str, **context: Any) -> Response:
    """At the desk with its menu, where it is known by then who asks; see staff.py."""
    name = _TEMPLATES.get(status, "refused")
    around = getattr(request.state, "desk", dict)
    given = around() | {"sentence": what, "incident": "", "written": (), **context}
    return render(request, f"errors/{name}.html", status, **given)


def _answer(
    request: Request, status: int, code: str, what: str, faults: list[tuple[str, str]]
) -> Response:
    if is_api(request):
        return problem(status, code, what, faults)
    return _page(request, status, what, faults=faults)


async def on_refusal(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101  registered for this class only
    await learn_locale(request)
    locale = api_locale(request) if is_api(request) else locale_of(request)
    faults = fault_sentences(refusal, locale) if isinstance(refusal, Unacceptable) else []
    what = sentence("unacceptable", locale) if faults else refusal_sentence(refusal, locale)
    if isinstance(refusal, FormStale) and not is_api(request):
        return _page(request, refusal.status, what, written=refusal.typed)
    answer = _answer(request, status_of(refusal), refusal.code, what, faults)
    if isinstance(refusal, TooOften):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


async def on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  as above
    await learn_locale(request)
    status = error.status_code
    locale = api_locale(request) if is_api(request) else locale_of(request)
    code = _CODES.get(status, "bad_request")
    answer = _answer(request, status, code, sentence(code, locale), [])
    answer.headers.update(error.headers or {})
    return answer


def _field_of(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or str(location[0] if location else "")


async def on_invalid(request: Request, error: Exception) -> Response:
    """What does not fit the declared shape; says which field, never repeats the value."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  as above
    if not is_api(request):
        # On pages only addresses are validated this way: a wrong one names nothing that exists.
        return await on_http_error(request, HTTPException(HTTPStatus.NOT_FOUND))
    locale = api_locale(request)
    faults = [
        (_field_of(wrong["loc"]), sentence(KINDS.get(wrong["type"], "wrong_type"), locale))
        for wrong in error.errors()[:MOST_FAULTS]
    ]
    return problem(422, "unacceptable", sentence("unacceptable", locale), faults)


def _may_go_well_later(error: Exception) -> bool:
    full = isinstance(error, OSError) and error.errno in NO_ROOM
    return full or isinstance(error, Unkept) or is_away(error)


async def broken(request: Request, error: Exception) -> Response:
    """503 where it may go well later, as on a full disk; a page shows what was typed."""
    incident = note_error(error)
    later = _may_go_well_later(error)
    if not later:  # else the database may be what is away
        with suppress(Exception):  # or what is broken: no reason to lose what was typed
            await learn_locale(request)
    locale = api_locale(request) if is_api(request) else locale_of(request)
    status, sent = 503 if later else 500, request.method not in {"GET", "HEAD"}
    code = "not_kept" if later and sent else "broken"
    what = sentence(code, locale)
    if is_api(request):
        answer: Response = problem(status, code, what)
    else:
        answer = _page(request, status, what, incident=incident, written=typed(request))
    if later:
        answer.headers["Retry-After"] = str(_SECONDS_UNTIL_BETTER)
    return answer


async def _broken_or_bare(request: Request, error: Exception) -> Response:
    try:
        return await broken(request, error)
    except Exception as second:  # noqa: BLE001  the page about the error may be what is broken
        note_error(second)
        return Response("500", 500, media_type="text/plain")


class LastResort:
    """Whatever nobody caught becomes a plain 500 here, so that no traceback leaves with it.

    Starlette's own would sit outside our headers and hand the error on to the server's log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            if started:
                note_error(error)
                raise ConnectionAbortedError from None
            answer = await _broken_or_bare(Request(scope, receive), error)
            await answer(scope, receive, send)


def install_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
