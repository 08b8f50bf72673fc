"""What the process says about itself: JSON lines of allow-listed facts, nothing a person typed."""

import json
import logging
import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALLOWED = {
    "event", "level", "timestamp", "method", "route", "status", "milliseconds", "locale",
    "error", "incident", "job", "door", "count", "reason",
}  # fmt: skip
FAILED = 500
_OF_COMPLAINANTS = re.compile(r"/(complain|follow|grievances)(/|$)")
_journal = logging.getLogger(__name__)


def of_complainants(route: str) -> bool:
    """Whether the template of a route is one of what complainants do."""
    return _OF_COMPLAINANTS.search(route) is not None


class OwnLine(logging.Formatter):
    """A field that nobody has thought about is dropped, not written."""

    def format(self, record: logging.LogRecord) -> str:
        facts = record.args if isinstance(record.args, Mapping) else {}
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        line = {**facts, "event": record.msg, "level": record.levelname.lower(), "timestamp": at}
        return json.dumps({name: value for name, value in line.items() if name in ALLOWED})


def start_journal(level: str = "info") -> None:
    """Our own lines go to stderr from this level on, whatever is done with those of libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(OwnLine())
    _journal.handlers, _journal.propagate = [handler], False
    _journal.setLevel(level.upper())


def note(event: str, **facts: Any) -> None:
    _journal.info(event, facts)


def warn(event: str, **facts: Any) -> None:
    _journal.warning(event, facts)


def note_error(error: BaseException) -> str:
    """Writes the class of the error only: its text may quote what a person typed.

    Gives the random id under which a person can report it.
    """
    incident = secrets.token_hex(6)
    _journal.error("error", {"error": type(error).__name__, "incident": incident})
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
