"""Counting requests: at once, or when the hour is over."""

import asyncio
from datetime import UTC, datetime

import pytest

from backend import clock
from backend.web.measuring import HOUR, Answered, Held, Measuring

FOLLOWED = "/{locale}/follow/case"


class Route:
    def __init__(self, path: str) -> None:
        self.path = path


async def answered(measuring: Measuring, route: str | None, status: int, method="GET") -> None:
    async def app(scope, receive, send):
        if route:
            scope["route"] = Route(route)
        await send({"type": "http.response.start", "status": status, "headers": []})

    async def ignore(_message) -> None:
        return

    measuring._app = app
    await measuring({"type": "http", "method": method}, None, ignore)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Answered]:
    kept: list[Answered] = []
    monkeypatch.setattr("backend.web.measuring.count", kept.append)
    return kept


async def test_what_a_complainant_does_is_held_and_a_failure_is_not(told: list[Answered]):
    measuring = Measuring(None)
    measuring._held = Held(told.append)
    await answered(measuring, FOLLOWED, 200)
    await answered(measuring, None, 404)
    await answered(measuring, "/{locale}/systems", 200)
    await answered(measuring, FOLLOWED, 500)
    assert [(one.route, one.status) for one in told] == [
        ("/{locale}/systems", 200), (FOLLOWED, 500),
    ]  # fmt: skip
    measuring._held.let_go()
    assert [one.route for one in told[2:]] == [FOLLOWED, ""]


async def test_a_method_that_somebody_made_up_is_no_label(told: list[Answered]):
    await answered(Measuring(None), "/{locale}/systems", 405, method="GEHEIM")
    assert [one.method for one in told] == ["?"]


async def test_what_is_held_goes_when_the_hour_is_over(monkeypatch: pytest.MonkeyPatch):
    waits: list[float] = []
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 2, 9, 59, 30, tzinfo=UTC))
    monkeypatch.setattr(loop, "call_later", lambda seconds, _call: waits.append(seconds))
    held = Held(lambda _: None)
    for _ in range(3):
        held.add(Answered("GET", FOLLOWED, 200, 0.1))
    assert waits == [30.0]
    assert waits[0] < HOUR
