"""The real Caddy in front of the real services: what it lets through, and what it keeps out."""

import asyncio
import contextlib
import gzip
import shutil
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import psycopg
import pytest

from tests.factories.api import file_by_program
from tests.factories.filing import answer_pages
from tests.factories.pages import send_form, visible
from tests.factories.proxy import Proxy, a_proxy
from tests.factories.services import DESK, PUBLIC, Services
from tests.factories.slow_clients import slow_clients, still_open

pytestmark = pytest.mark.skipif(
    shutil.which("caddy") is None, reason="Caddy is absent (Debian: apt install caddy)"
)
HEADER_SECONDS = 10
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def proxy(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with a_proxy(services, tmp_path_factory.mktemp("proxy")) as running:
        yield running


async def get(proxy: Proxy, host: str, path: str, **headers: str) -> httpx.Response:
    async with proxy.browser(host) as browser:
        return await browser.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})


async def test_pages_arrive_with_the_headers_of_their_door(proxy: Proxy):
    for host, path in ((PUBLIC, "/en/systems"), (DESK, "/desk/sign-in")):
        answer = await get(proxy, host, path)
        assert answer.status_code == 200
        assert answer.headers.get_list("strict-transport-security") == [
            "max-age=63072000; includeSubDomains"
        ]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers


async def test_pages_are_packed_for_slow_networks(proxy: Proxy):
    async with (
        proxy.browser(PUBLIC) as browser,
        browser.stream("GET", "/en/systems", headers={"Accept-Encoding": "gzip"}) as answer,
    ):
        packed = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) * 2 < len(gzip.decompress(packed))


async def test_what_is_inside_is_not_shown_outside(proxy: Proxy):
    for path in ("/desk/", "/desk/sign-in", "/healthz", "/readyz", "/metrics"):
        assert (await get(proxy, PUBLIC, path)).status_code == 404
    for path in ("/healthz", "/readyz", "/metrics", "/en/complain/story"):
        assert (await get(proxy, DESK, path)).status_code == 404


async def test_plain_http_leads_to_https_for_our_names_only(proxy: Proxy):
    async with httpx.AsyncClient(trust_env=False) as browser:
        here = f"http://127.0.0.1:{proxy.plain}/en/systems"
        ours = await browser.get(here, headers={"Host": PUBLIC})
        other = await browser.get(here, headers={"Host": "elsewhere.example"})
    assert (ours.status_code, ours.headers["location"]) == (308, f"https://{PUBLIC}/en/systems")
    assert other.status_code == 421


async def test_a_name_that_is_not_ours_gets_no_page(proxy: Proxy):
    with pytest.raises(ssl.SSLError):
        await asyncio.to_thread(proxy.connection, "elsewhere.example")
    async with proxy.browser(PUBLIC) as browser:
        answer = await browser.get("/en/systems", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 421


async def test_an_address_that_somebody_writes_themselves_counts_for_nothing(
    proxy: Proxy, services: Services, office: str
):
    with psycopg.connect(f"{services.server.administrator}/suara", autocommit=True) as connection:
        connection.execute("DELETE FROM rate_counters")
        for claimed in ("203.0.113.5", "198.51.100.7, 203.0.113.9", "127.0.0.1"):
            async with proxy.browser(PUBLIC) as browser:
                browser.headers.update({"X-Forwarded-For": claimed, "Forwarded": f"for={claimed}"})
                await file_by_program(browser)
        ask = "SELECT count(DISTINCT network), sum(count) FROM rate_counters"
        networks, attempts = connection.execute(ask).fetchone() or (0, 0)
    assert attempts >= 3
    assert networks == 1


async def test_five_files_of_ten_megabytes_pass(proxy: Proxy, office: str):
    files = [("files", (f"{n}.txt", b"x" * (10 * MEGABYTE), "text/plain")) for n in range(5)]
    async with proxy.browser(PUBLIC) as browser:
        await answer_pages(browser)
        answer = await send_form(browser, "/en/complain/files", {"add": "yes"}, files=files)
        assert answer.status_code == 303
        page = visible((await browser.get("/en/complain/files")).text)
    assert page.count("10,486 kB") == 5, page


@pytest.mark.battery("T16")
async def test_much_more_than_five_files_is_cut_off(proxy: Proxy):
    async with proxy.browser(PUBLIC) as browser:
        with contextlib.suppress(httpx.ReadError, httpx.WriteError):
            answer = await browser.post("/en/complain/files", content=body(60 * MEGABYTE))
            assert answer.status_code == 413


async def body(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // MEGABYTE):
        yield b"x" * MEGABYTE


@pytest.mark.battery("T16")
async def test_others_are_served_while_a_hundred_hang_at_the_proxy(
    proxy: Proxy, counted: Callable[[str, int], None]
):
    with slow_clients(lambda: proxy.connection(PUBLIC), 100, PUBLIC) as clients:
        before = [(await get(proxy, PUBLIC, "/en/systems")).status_code for _ in range(10)]
        held = still_open(clients)
        after = [(await get(proxy, PUBLIC, "/en/systems")).status_code for _ in range(10)]
    assert {*before, *after} == {200}
    assert held >= 50
    counted("slow connections held open", held)
    counted("others served while they hang", 20)


@pytest.mark.battery("T16")
async def test_whoever_sends_half_a_header_is_not_waited_for(proxy: Proxy):
    began = time.monotonic()
    with await asyncio.to_thread(proxy.connection, PUBLIC) as slow:
        slow.sendall(b"GET /en/ HTTP/1.1\r\nHost: ")
        with contextlib.suppress(OSError):
            await asyncio.to_thread(slow.recv, 1000)
    assert HEADER_SECONDS - 2 < time.monotonic() - began < HEADER_SECONDS * 2


@pytest.mark.battery("T16")
async def test_a_header_without_end_is_refused(proxy: Proxy):
    answer = await get(proxy, PUBLIC, "/en/systems", X_Long="x" * 40_000)
    assert answer.status_code == 431


async def test_nothing_of_a_request_is_written_down_even_when_it_fails(
    proxy: Proxy, services: Services
):
    public = services.running["public"]
    public.terminate()
    public.wait(30)
    try:
        answer = await get(proxy, PUBLIC, "/en/geheim")
    finally:
        services.start("public")
        await asyncio.to_thread(services.wait_for, "public")
    assert answer.status_code == 502
    assert answer.text == "502"
    assert "geheim" not in proxy.log()
    assert "remote" not in proxy.log()
