"""What the process says about itself: JSON lines of allow-listed facts, nothing a person typed."""

import re
import secrets
import sys
import time
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALLOWED = {
    "event", "level", "timestamp", "method", "route", "status", "milliseconds", "locale",
    "error", "incident", "job", "door", "count",
}  # fmt: skip
FAILED = 500
_OF_COMPLAINANTS = re.compile(r"/(complain|follow|grievances)(/|$)")
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def of_complainants(route: str) -> bool:
    """Whether the template of a route is one of what complainants do."""
    return _OF_COMPLAINANTS.search(route) is not None


def _only_allowed(_logger: Any, _name: str, entry: Any) -> dict[str, Any]:
    """A field that nobody has thought about is dropped, not written."""
    return {name: value for name, value in entry.items() if name in ALLOWED}


def start_journal(level: str = "info") -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def note(event: str, **facts: Any) -> None:
    structlog.get_logger().info(event, **facts)


def note_error(error: BaseException) -> str:
    """Writes the class of the error only: its text may quote what a person typed.

    Gives the random id under which a person can report it.
    """
    incident = secrets.token_hex(6)
    structlog.get_logger().error("error", error=type(error).__name__, incident=incident)
    return incident


class Journal:
    """One line per request, with the route's template instead of the path.

    None about what complainants do unless it failed: a line would tell the second of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            route = getattr(scope.get("route"), "path", "")
            if status >= FAILED or not of_complainants(route):
                note(
                    "request",
                    method=scope["method"] if scope["method"].isalpha() else "?",
                    route=route,
                    status=status,
                    milliseconds=round((time.perf_counter() - began) * 1000, 1),
                )
