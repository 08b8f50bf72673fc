"""The edge through a small application of its own: headers, hosts, error answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from backend.settings import Settings
from tests.factories.edge import an_app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, public_origin="http://127.0.0.1:8000")


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(an_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


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


async def test_nobody_is_led_on_to_http(tmp_path: Path) -> None:
    """The proxy speaks http to us; what is sent to a wrong address is led on with its body."""
    settings = Settings(data_dir=tmp_path, public_origin="https://suara.example")
    transport = httpx.ASGITransport(an_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://suara.example") as client:
        answer = await client.get("/th/page/")
        assert answer.status_code == 307
        assert answer.headers["location"] == "https://suara.example/th/page"


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
