"""Connections that callers keep are shared among the web processes after a while."""

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.supervisor.web_process import ANSWERS_KEPT, LettingGo


async def test_now_and_then_a_connection_is_let_go() -> None:
    transport = ASGITransport(LettingGo(PlainTextResponse("here")))
    async with AsyncClient(transport=transport, base_url="http://localhost") as caller:
        answers = [await caller.get("/") for _ in range(2 * ANSWERS_KEPT)]

    assert {answer.text for answer in answers} == {"here"}
    let_go = [number for number, answer in enumerate(answers, 1) if "connection" in answer.headers]
    assert let_go == [ANSWERS_KEPT, 2 * ANSWERS_KEPT]
    assert answers[ANSWERS_KEPT - 1].headers["connection"] == "close"


async def whole(scope: Scope, receive: Receive, send: Send) -> None:
    await Request(scope, receive).body()
    await PlainTextResponse("thanks")(scope, receive, send)


@pytest.mark.parametrize(("app", "let_go"), [(whole, True), (PlainTextResponse("no", 413), False)])
async def test_a_connection_is_kept_while_somebody_still_sends(
    monkeypatch: pytest.MonkeyPatch, app: ASGIApp, *, let_go: bool
) -> None:
    """It would end before the answer has come to them, who would not learn why it is refused."""
    monkeypatch.setattr("backend.supervisor.web_process.ANSWERS_KEPT", 1)
    transport = ASGITransport(LettingGo(app))
    async with AsyncClient(transport=transport, base_url="http://localhost") as caller:
        answer = await caller.post("/", content=b"much")
    assert ("connection" in answer.headers) is let_go
