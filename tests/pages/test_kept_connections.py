"""Connections that callers keep are shared among the web processes after a while."""

from httpx import ASGITransport, AsyncClient
from starlette.responses import PlainTextResponse

from backend.supervisor.web_process import ANSWERS_KEPT, LettingGo


async def test_now_and_then_a_connection_is_let_go() -> None:
    transport = ASGITransport(LettingGo(PlainTextResponse("here")))
    async with AsyncClient(transport=transport, base_url="http://localhost") as caller:
        answers = [await caller.get("/") for _ in range(2 * ANSWERS_KEPT)]

    assert {answer.text for answer in answers} == {"here"}
    let_go = [number for number, answer in enumerate(answers, 1) if "connection" in answer.headers]
    assert let_go == [ANSWERS_KEPT, 2 * ANSWERS_KEPT]
    assert answers[ANSWERS_KEPT - 1].headers["connection"] == "close"
