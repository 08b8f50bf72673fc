"""Many people who file at once over HTTP, and try again as browsers and programs do."""

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import unescape
from itertools import zip_longest
from typing import Self, TypeVar

import httpx

ALL_AT_ONCE = 16
LONGEST_TRY = 600.0
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
STORY = {"country": "TH", "account": "The machine refused my pension and nobody told me why."}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
_GROUPS = re.compile(r"<span>(\w{4})</span>")
Answer = TypeVar("Answer")


class NotServed(Exception):
    """The house did not answer, or said that it could not."""


@dataclass
class Filed:
    """What one person holds in hand; ``again`` asks for it once more in the same way."""

    code: str
    again: Callable[[], Awaitable[str]]


class Crowd:
    """``answered`` holds what was acknowledged; ``interrupted`` counts tries that failed."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.answered: list[Filed] = []
        self.interrupted = 0
        self._grown = asyncio.Condition()
        self._browsers = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._browsers.aclose()

    async def a_browser(self, number: int) -> httpx.AsyncClient:
        """In a network of its own: limits are on, as for everybody."""
        near = f"127.{number // 250 + 1}.{number % 250 + 1}.1"
        few = httpx.Limits(max_keepalive_connections=0)
        transport = httpx.AsyncHTTPTransport(local_address=near, verify=False, limits=few)
        browser = httpx.AsyncClient(
            base_url=self.origin, transport=transport, timeout=20, headers=FROM_OUR_PAGE
        )
        return await self._browsers.enter_async_context(browser)

    async def file(self, forms: int, programs: int) -> None:
        gate = asyncio.Semaphore(ALL_AT_ONCE)
        ways = [way for pair in zip_longest([self._by_form] * forms, [self._by_program] * programs)
                for way in pair if way]  # fmt: skip

        async def one(number: int, way: Callable[[httpx.AsyncClient], Awaitable[Filed]]) -> None:
            async with gate:
                filed = await way(await self.a_browser(number))
            async with self._grown:
                self.answered.append(filed)
                self._grown.notify_all()

        everybody = asyncio.gather(*(one(number, way) for number, way in enumerate(ways)))
        await asyncio.wait_for(everybody, LONGEST_TRY)

    async def until(self, so_many: int) -> None:
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.answered) >= so_many)

    async def _by_form(self, browser: httpx.AsyncClient) -> Filed:
        """Country and story, then check and send; whoever holds a cookie goes on with it."""

        async def story() -> None:
            await _send(browser, "/en/complain/story", STORY)

        async def send() -> str:
            answer = await _send(browser, "/en/complain/check", {"language": "en"})
            return answer.headers["location"]

        async def receipt() -> str:
            page = await _served(browser.get("/en/complain/receipt"))
            code = page.text.split('<p class="code">')[1].split("</p>")[0]
            return "-".join(_GROUPS.findall(code))

        await self._until_served(story)
        assert await self._until_served(send) == "/en/complain/receipt"
        return Filed(await self._until_served(receipt), receipt)

    async def _by_program(self, browser: httpx.AsyncClient) -> Filed:
        key = secrets.token_urlsafe(24)

        async def post() -> str:
            answer = await _served(
                browser.post("/api/v1/grievances", json=STORY, headers={"Idempotency-Key": key})
            )
            return str(json.loads(answer.text)["receipt_code"])

        return Filed(await self._until_served(post), post)

    async def _until_served(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        while True:
            try:
                return await ask()
            except NotServed:
                self.interrupted += 1
                await asyncio.sleep(0.2)

    async def lost(self) -> list[str]:
        """Codes in somebody's hand that open no case.

        After each the next is asked for from another network: from one, the limit on guesses
        would soon refuse the right ones too, and they would count as lost.
        """
        lost: list[str] = []
        browser = await self.a_browser(0)
        for filed in self.answered:
            body = {"receipt_code": filed.code}
            answer = await browser.post(f"{self.origin}/api/v1/follow", json=body)
            if answer.status_code != 200:
                lost.append(filed.code)
                browser = await self.a_browser(len(lost))
        return lost

    async def changed(self) -> list[str]:
        """Codes that are another one when the same person asks for them again."""
        return [filed.code for filed in self.answered if await filed.again() != filed.code]


async def _send(browser: httpx.AsyncClient, page: str, fields: dict[str, str]) -> httpx.Response:
    """As a browser: a page that leads elsewhere is the answer to what was sent before."""
    shown = await _served(browser.get(page))
    if shown.status_code == 303:
        return shown
    token = _TOKEN.search(shown.text)
    assert token, shown.text
    data = {"csrf": unescape(token.group(1)), **fields}
    return await _served(browser.post(page, data=data))


async def _served(asked: Awaitable[httpx.Response]) -> httpx.Response:
    try:
        answer = await asked
    except httpx.HTTPError as error:
        raise NotServed from error
    if answer.status_code >= 500:
        raise NotServed
    assert answer.status_code in {200, 201, 303}, answer.text
    return answer
