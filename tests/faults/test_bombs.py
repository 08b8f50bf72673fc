"""Bombs and slow clients at our own server, without a proxy: little memory, and others served."""

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.factories.bombs import BOMBS, FILES, Bomb
from tests.factories.house import House, a_house
from tests.factories.pages import send_form
from tests.factories.slow_clients import slow_clients, still_open

pytestmark = pytest.mark.battery("T16")
MOST_KB = 200 * 1024
SLOW = 100
Counted = Callable[[str, int], None]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("bombs") / "data") as house:
        yield house


def a_client(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=house.origin, timeout=120, trust_env=False)


def kilobytes(house: House, what: str) -> int:
    """VmRSS: held now, VmHWM: held at most; of all web processes together."""
    return sum(
        int(re.findall(rf"{what}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8"))[0])
        for pid in house.children("web-process")
    )


def forget_most(house: House) -> int:
    """What is held at most begins anew (proc(5), clear_refs); gives what is held now."""
    for pid in house.children("web-process"):
        Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")
    return kilobytes(house, "VmRSS")


async def throw(browser: httpx.AsyncClient, bomb: Bomb) -> int:
    """The status; 400 where the server hung up on it."""
    if bomb.file:
        name, content = bomb.file
        sent = [("files", (name, content, ""))]
        return (await send_form(browser, FILES, {"add": ""}, sent)).status_code
    path = bomb.path
    if path == "{asset}":
        path = re.findall(r'rel="stylesheet" href="([^"]+)"', (await browser.get("/en/")).text)[0]
    try:
        answer = await browser.request(bomb.method, path, headers=bomb.headers, content=bomb.body)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        return 400
    return answer.status_code


async def is_served(house: House) -> bool:
    async with a_client(house) as other:
        return (await other.get("/en/systems")).status_code == 200


@dataclass(frozen=True)
class Effect:
    """``grew``: kilobytes that the web processes held at most, beyond what they held before."""

    status: int
    served: int
    grew: int


async def beside(house: House, bomb: Bomb) -> Effect:
    """Thrown by somebody with an unfinished complaint, while others read."""
    async with a_client(house) as browser:
        told = {"country": "TH", "account": "The machine said no."}
        await send_form(browser, "/en/complain/story", told)
        before = forget_most(house)
        thrown = asyncio.create_task(throw(browser, bomb))
        served = [await is_served(house), await is_served(house)]
        return Effect(await thrown, sum(served), kilobytes(house, "VmHWM") - before)


async def test_a_bomb_costs_little_and_others_are_served(
    standing: House, counted: Counted, scale: Callable[[int, int], int]
):
    await beside(standing, Bomb())
    before = kilobytes(standing, "VmRSS")
    found: dict[str, Effect] = {}
    for name in list(BOMBS)[:: scale(4, 1)]:
        found[name] = await beside(standing, BOMBS[name])
    bad = {n: e for n, e in found.items() if e.status >= 500 or e.served < 2 or e.grew > MOST_KB}
    assert bad == {}
    assert kilobytes(standing, "VmRSS") - before < MOST_KB
    counted("bombs", len(found))
    counted("bombs refused", sum(e.status >= 400 for e in found.values()))
    counted("others served beside a bomb", sum(e.served for e in found.values()))


async def test_others_are_served_while_a_hundred_hang(standing: House, counted: Counted):
    port = standing.port

    def connect() -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), timeout=20)

    before = kilobytes(standing, "VmRSS")
    with slow_clients(connect, SLOW, f"127.0.0.1:{port}") as clients:
        assert all([await is_served(standing) for _ in range(10)])
        assert still_open(clients) == SLOW
        assert all([await is_served(standing) for _ in range(10)])
        assert kilobytes(standing, "VmRSS") - before < MOST_KB
    assert await is_served(standing)
    counted("slow connections held open", SLOW)
    counted("others served while they hang", 21)


def test_there_are_fifty_of_them():
    assert len(BOMBS) >= 50
