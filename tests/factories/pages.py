"""Following forms as a browser does."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx

FORM_HEADERS = {"Sec-Fetch-Site": "same-origin"}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


async def send_form(
    browser: httpx.AsyncClient,
    address: str,
    fields: dict[str, Any],
    files: list[tuple[str, tuple[str, bytes, str]]] | None = None,
    to: str | None = None,
) -> httpx.Response:
    """Open the page, take its token, send the form; redirects are not followed."""
    page = await browser.get(address)
    token = _TOKEN.search(page.text)
    assert token, f"{address} has no form: {page.status_code} {page.headers.get('location')}"
    data = {"csrf": unescape(token.group(1)), **fields}
    return await browser.post(to or address, data=data, files=files, headers=FORM_HEADERS)


async def every_page(browser: httpx.AsyncClient, address: str) -> AsyncIterator[str]:
    """The page of a list and those that follow it."""
    while address:
        page = (await browser.get(address)).text
        yield page
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(onward.group(1)) if onward else ""


def visible(page: str) -> str:
    """The text of a page without its markup."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
