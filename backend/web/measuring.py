"""Counts of requests and their durations for Prometheus, by the route's template.

What complainants do is counted when the hour is over: Prometheus keeps each moment, and a count
that moves would tell the minute of it. Failures are counted at once.
"""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend import clock
from backend.web.journal import FAILED, of_complainants

HOUR = 3600.0
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUESTS = Counter("suara_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "suara_request_seconds", "From request to the end of the answer", ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip


class Answered(NamedTuple):
    method: str
    route: str
    status: int
    seconds: float


def count(one: Answered) -> None:
    REQUESTS.labels(one.method, one.route, str(one.status)).inc()
    SECONDS.labels(one.route).observe(one.seconds)


class Held:
    """Until the hour is over. What a killed process held is never counted."""

    def __init__(self, tell: Callable[[Answered], None] = count) -> None:
        self._tell = tell
        self._waiting: list[Answered] = []

    def add(self, one: Answered) -> None:
        if not self._waiting:
            now = clock.now()
            passed = (now - clock.to_the_hour(now)).total_seconds()
            asyncio.get_running_loop().call_later(HOUR - passed, self.let_go)
        self._waiting.append(one)

    def let_go(self) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            self._tell(one)


class Measuring:
    """Around everything that answers. A path that no route knows is counted without its name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._held = Held()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), FAILED

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "?"
            route = getattr(scope.get("route"), "path", "")
            one = Answered(method, route, status, time.perf_counter() - began)
            if status < FAILED and (not route or of_complainants(route)):
                self._held.add(one)
            else:
                count(one)
