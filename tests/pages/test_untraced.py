"""The framework can tell a collector of each request, its whole address included: not here."""

from typing import Any

import httpx
import pytest
from opentelemetry.trace import NoOpTracer, Tracer, TracerProvider


class Collector(TracerProvider):
    """As one that an operator's environment brings along."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get_tracer(self, instrumenting_module_name: str, *_rest: Any, **_more: Any) -> Tracer:
        self.asked.append(instrumenting_module_name)
        return NoOpTracer()


async def test_no_request_is_traced_whoever_would_collect(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = Collector()
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: collector)
    shown = await client.get("/en/systems", params={"q": "the hospital of my town"})

    assert shown.status_code == 200
    assert collector.asked == []
