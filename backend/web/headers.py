"""Headers of every answer, by door; names under which we answer; how much may be sent.

Pure ASGI, outermost, so that no error page can slip past it.
"""

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.settings import Settings
from backend.web.errors import api_locale, is_api, problem
from backend.web.form_parts import LARGEST_PART
from backend.web.words import sentence

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'; script-src {scripts}"
)
PUBLIC_POLICY = _POLICY.format(scripts="'none'")
# swap.js asks for the page's own address again.
DESK_POLICY = _POLICY.format(scripts="'self'") + "; connect-src 'self'"
_CACHEABLE = re.compile(
    r"/assets/.+|/[A-Za-z-]+/(systems|reports)(/.*)?|/api/v1/(systems|reports)(/.*)?"
)
FOR_A_MINUTE = "public, max-age=60"
HEALTH = {"/healthz", "/readyz"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
#: Five files and the words around them.
LARGEST_BODY = 5 * LARGEST_PART + 1024 * 1024
LARGEST_API_BODY = 1024 * 1024


def _is_desk(path: str) -> bool:
    return path == "/desk" or path.startswith("/desk/")


def _misdirected(scope: Scope) -> Response:
    """A problem, or no page: its links would be those of a site that is not ours."""
    request = Request(scope)
    if is_api(request):
        said = sentence("misdirected", api_locale(request))
        return problem(HTTPStatus.MISDIRECTED_REQUEST, "misdirected", said)
    return PlainTextResponse("421", HTTPStatus.MISDIRECTED_REQUEST)


class DoorHeaders:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._https = settings.public_origin.startswith("https:")
        self._hosts = {
            urlsplit(origin).netloc.lower() for origin in (settings.public_origin, settings.desk)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._https:
            # The proxy speaks http to us; where we lead people on, it is https all the same.
            scope["scheme"] = "https"

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(scope, message)
            await send(message)

        if scope["path"] not in HEALTH and not self._is_ours(Headers(scope=scope).get("host", "")):
            await _misdirected(scope)(scope, receive, send_dressed)
            return
        await self._app(scope, receive, send_dressed)

    def _is_ours(self, host: str) -> bool:
        if host.lower() in self._hosts:
            return True
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return not self._https and name in LOOPBACK

    def _dress(self, scope: Scope, message: Message) -> None:
        headers, path = MutableHeaders(scope=message), scope["path"]
        headers.setdefault(
            "Content-Security-Policy", DESK_POLICY if _is_desk(path) else PUBLIC_POLICY
        )
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if self._https:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        read = scope["method"] in {"GET", "HEAD"} and message["status"] in {200, 304}
        if not (read and _CACHEABLE.fullmatch(path)) or "set-cookie" in headers:
            headers["Cache-Control"] = "no-store"
        else:
            headers.setdefault("Cache-Control", FOR_A_MINUTE)
            if path.startswith("/api/"):
                headers.add_vary_header("Accept-Language")


class BodyLimit:
    """413 for a body over the limit, declared or counted while it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = LARGEST_API_BODY if scope["path"].startswith("/api/") else LARGEST_BODY
        declared = Headers(scope=scope).get("content-length", "")
        seen = int(declared) if declared.isdecimal() and declared.isascii() else 0

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive() if seen <= most else {}
            counted.append(len(message.get("body", b"")))
            if seen > most or sum(counted) > most:
                # FastAPI lets an HTTPException through its body reader; any other becomes 400.
                raise HTTPException(413)
            return message

        counted: list[int] = []
        await self._app(scope, receive_counted, send)
