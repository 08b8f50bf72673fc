"""Every page that an address leads to: found by following links, some of each kind."""

import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx

from tests.factories.pages import send_form

_DOORS = Path(__file__).parents[1] / "architecture" / "golden" / "doors.txt"
_LINK = re.compile(r'href="([^"]+)"')
_FILLED = re.compile(r"\{\w+\}")
#: Pages of one kind that are looked at; some kinds differ more than others.
OF_A_KIND = {"/desk/file/{filing_id}": 2, "/desk/cases/{reference}": 3, "/desk/systems/{slug}": 4}
#: What no page is: data, files, ways out and elsewhere, and what only a program asks.
NO_PAGES = re.compile(
    r"/(api|assets|healthz|readyz)|/leave$|\.(csv|json)$|/files/\{|/sign-in/with/|^/$|/complain$"
)


def kinds() -> dict[str, re.Pattern[str]]:
    """Pages of the golden list by their address with names in it."""
    lines = [line.split() for line in _DOORS.read_text(encoding="utf-8").splitlines()]
    return {
        path: re.compile(_FILLED.sub("[^/]+", path) + r"(\?.*)?")
        for method, path, *_audience in lines
        if method == "GET" and not NO_PAGES.search(path)
    }


def kind_of(address: str) -> str | None:
    """The kind with the fewest names in it: ``/desk/systems/new`` is no system."""
    fitting = [path for path, shape in kinds().items() if shape.fullmatch(address)]
    return min(fitting, key=lambda path: path.count("{"), default=None)


async def follow_links(
    browser: httpx.AsyncClient, begin: tuple[str, ...], within: str
) -> dict[str, list[str]]:
    """Kind → addresses of some pages of it, from where somebody begins."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    waiting, seen = deque(begin), set(begin)
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        full = kind is None or len(found[kind]) >= OF_A_KIND.get(kind, 1)
        if kind is None or (full and address not in begin):
            continue
        answer = await browser.get(address)
        if answer.status_code != httpx.codes.OK:
            continue
        found[kind].append(address)
        for link in _LINK.findall(answer.text):
            onward = urljoin(address, unescape(link)).partition("#")[0]
            if onward.startswith(within) and onward not in seen:
                seen.add(onward)
                waiting.append(onward)
    return dict(found)


@asynccontextmanager
async def signed_in(origin: str, email: str, password: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=origin, timeout=60) as browser:
        answer = await send_form(browser, "/desk/sign-in", {"email": email, "password": password})
        assert answer.status_code == httpx.codes.SEE_OTHER, email
        yield browser
