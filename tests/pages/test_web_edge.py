"""The edge through a small application of its own: headers, hosts, forms, error answers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import Body, FastAPI, Request, Response
from pydantic import BaseModel

from backend.errors import Absent, Conflict, Fault, Forbidden, Unacceptable
from backend.settings import Settings
from backend.web.csrf import PublicForm, StaffForm
from backend.web.edge import install_edge
from backend.web.refusals import TooOften
from backend.web.templates import refused, render

REFUSALS = {
    "absent": Absent(),
    "forbidden": Forbidden(),
    "conflict": Conflict(),
    "often": TooOften(17),
    "fault": Unacceptable(Fault("account", "too_long", (("length", 20001), ("longest", 20000)))),
}


class Asked(BaseModel, extra="forbid"):
    country: Literal["TH", "ID"]


def an_app(settings: Settings) -> FastAPI:
    app = FastAPI(openapi_url=None)
    install_edge(app, settings)

    @app.get("/{locale}/page")
    @app.get("/{locale}/complain/story")
    @app.get("/{locale}/systems")
    async def page(request: Request, locale: str) -> Response:
        return render(request, "errors/refused.html", sentence="", faults=[], csrf="")

    @app.get("/desk/")
    async def desk(request: Request) -> Response:
        return render(request, "errors/refused.html", sentence="", faults=[])

    @app.post("/{locale}/complain/story")
    async def send(request: Request, locale: str, form: PublicForm) -> Response:
        if not form.text("account"):
            fault = Unacceptable(Fault("account", "account_missing"))
            return refused(request, "errors/refused.html", form, fault, sentence="")
        return Response(form.text("account"), media_type="text/plain")

    @app.post("/desk/act")
    async def act(form: StaffForm) -> Response:
        return Response("done")

    @app.get("/en/refuse/{what}")
    @app.get("/id/refuse/{what}")
    @app.get("/th/refuse/{what}")
    @app.get("/api/v1/refuse/{what}")
    async def refuse(what: str) -> None:
        raise REFUSALS[what] if what in REFUSALS else ZeroDivisionError("a secret canary")

    @app.post("/api/v1/ask")
    async def ask(asked: Annotated[Asked, Body()]) -> dict[str, str]:
        return {"country": asked.country}

    return app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, public_origin="http://127.0.0.1:8000")


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(an_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


async def a_token(browser: httpx.AsyncClient, settings: Settings, path: str) -> str:
    from starlette.requests import Request as Asking

    from backend.web.csrf import token_for

    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = [(b"cookie", cookies.encode())] if cookies else []
    app = browser._transport.app  # type: ignore[attr-defined]
    scope = {"type": "http", "path": path, "headers": headers, "app": app, "query_string": b""}
    return token_for(Asking(scope))


WHERE = ["/th/page", "/th/nowhere", "/th/refuse/broken", "/api/v1/refuse/absent", "/desk/"]


@pytest.mark.parametrize("path", WHERE)
async def test_every_answer_carries_the_headers(browser: httpx.AsyncClient, path: str) -> None:
    headers = (await browser.get(path)).headers
    scripts = "script-src 'self'" if path.startswith("/desk") else "script-src 'none'"
    assert scripts in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_the_register_may_be_cached_and_assets_for_ever(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/th/systems")
    assert page.headers["cache-control"] == "public, max-age=60"
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    sheet = await browser.get(address)
    assert "immutable" in sheet.headers["cache-control"]
    assert sheet.headers["content-encoding"] == "gzip"
    assert "--brand" in sheet.text


async def test_https_promises_https(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, public_origin="https://suara.example")
    transport = httpx.ASGITransport(an_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="https://suara.example") as client:
        assert "max-age" in (await client.get("/th/page")).headers["strict-transport-security"]
        lost = await client.get("/th/page", headers={"Host": "127.0.0.1"})
        assert lost.status_code == 421


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a@b"])
async def test_an_unknown_host_is_not_answered(browser: httpx.AsyncClient, host: str) -> None:
    answer = await browser.get("/th/page", headers={"Host": host})
    assert answer.status_code == 421
    assert "content-security-policy" in answer.headers
    health = await browser.get("/healthz", headers={"Host": host})
    assert health.status_code == 404  # this small application has none, but it was asked


STATUSES = {"absent": 404, "forbidden": 403, "conflict": 409, "often": 429, "fault": 422, "x": 500}


@pytest.mark.parametrize(("what", "status"), STATUSES.items())
async def test_refusals_become_pages_and_problems(
    browser: httpx.AsyncClient, what: str, status: int
) -> None:
    page = await browser.get(f"/en/refuse/{what}")
    assert page.status_code == status
    assert "<h1>" in page.text
    problem = await browser.get(f"/api/v1/refuse/{what}")
    assert problem.status_code == status
    assert problem.headers["content-type"] == "application/problem+json"
    assert set(problem.json()) == {"type", "title", "status", "errors"}
    assert "canary" not in page.text + problem.text


async def test_a_fault_says_the_numbers_as_the_reader_writes_them(
    browser: httpx.AsyncClient,
) -> None:
    assert "20,001" in (await browser.get("/en/refuse/fault")).text
    assert "20.001" in (await browser.get("/id/refuse/fault")).text


async def test_too_often_says_when_to_come_back(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/api/v1/refuse/often")).headers["retry-after"] == "17"


async def test_every_wrong_field_of_the_api_is_named(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/api/v1/ask", json={"country": "XX", "odd": 1})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"country", "odd"}
    assert (await browser.get("/api/v1/ask")).status_code == 405


async def test_too_large_a_body_is_413_whether_declared_or_not(browser: httpx.AsyncClient) -> None:
    large = b"x" * (1024 * 1024 + 1)

    async def undeclared() -> AsyncIterator[bytes]:
        yield large

    json = {"Content-Type": "application/json"}
    declared = await browser.post("/api/v1/ask", content=large, headers=json)
    streamed = await browser.post("/api/v1/ask", content=undeclared(), headers=json)
    assert declared.status_code == streamed.status_code == 413


STORY = "/en/complain/story"


async def test_a_form_with_our_token_gets_through(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    token = await a_token(browser, settings, STORY)
    answer = await browser.post(STORY, data={"csrf": token, "account": "a\r\nဖုန်း"})
    assert answer.status_code == 200
    assert answer.text == "a\nဖုန်း"


async def test_a_faulty_form_is_shown_again(browser: httpx.AsyncClient, settings: Settings) -> None:
    token = await a_token(browser, settings, STORY)
    answer = await browser.post(STORY, data={"csrf": token})
    assert answer.status_code == 422
    assert "Please tell us what happened." in answer.text


async def status_with(browser: httpx.AsyncClient, token: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await browser.post(STORY, data={"csrf": token, "account": "a"}, headers=named)
    return answer.status_code


async def test_another_site_cannot_send_our_forms(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    token = await a_token(browser, settings, STORY)
    assert await status_with(browser, token, Sec_Fetch_Site="cross-site") == 403
    assert await status_with(browser, token, Sec_Fetch_Site="same-site") == 403
    assert await status_with(browser, token, Origin="https://evil.example") == 403
    assert await status_with(browser, token, Sec_Fetch_Site="same-origin", Origin="null") == 200
    assert await status_with(browser, token, Origin="null") == 200
    for forged in ("", "x", "1.2.3", token[:-1] + "~", "é.é.é"):
        assert await status_with(browser, forged, Origin="null") == 403


async def test_a_token_is_bound_to_the_cookie_of_its_pages(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    before = await a_token(browser, settings, STORY)
    browser.cookies.set("draft", "mine")
    bound = await a_token(browser, settings, STORY)
    assert await status_with(browser, bound) == 200
    assert await status_with(browser, before) == 403
    # The tab that was open before the cookie came, vouched for by the browser.
    assert await status_with(browser, before, Sec_Fetch_Site="same-origin") == 200
    browser.cookies.clear()
    browser.cookies.set("draft", "somebody else's")
    assert await status_with(browser, bound, Sec_Fetch_Site="same-origin") == 403


async def test_staff_forms_take_only_the_token_of_the_session(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    anybodys = await a_token(browser, settings, "/desk/act")
    browser.cookies.set("staff", "session")
    site = {"Sec-Fetch-Site": "same-origin"}
    refused_one = await browser.post("/desk/act", data={"csrf": anybodys}, headers=site)
    assert refused_one.status_code == 403
    own = await a_token(browser, settings, "/desk/act")
    assert (await browser.post("/desk/act", data={"csrf": own}, headers=site)).status_code == 200


HOSTILE = [
    ("application/x-www-form-urlencoded", b"&" * 400, 413),
    ("application/x-www-form-urlencoded", b"csrf=%ff%fe&account=%ed%a0%80", 403),
    ("application/x-www-form-urlencoded", b"%%%=%zz", 403),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=b", 403),
    ("multipart/form-data", b"--x--", 400),
    ("multipart/form-data; boundary=", b"--x--", 400),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--", 400),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Dispos", 400),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--\r\n", 400),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"A" * 9000 + b": b\r\n\r\n\r\n--x--", 400),
    ("text/plain", b"a=b", 400),
    ("application/json", b"{}", 400),
    ("", b"", 400),
]


@pytest.mark.parametrize(("kind", "body", "status"), HOSTILE)
async def test_a_form_that_no_browser_sends_gets_a_clear_answer(
    browser: httpx.AsyncClient, kind: str, body: bytes, status: int
) -> None:
    answer = await browser.post(STORY, content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "<h1>" in answer.text
