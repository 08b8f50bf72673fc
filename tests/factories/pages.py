"""Following forms as a browser does."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import lru_cache
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from backend.app import BOTH, Installation, create_app

FORM_HEADERS = {"Sec-Fetch-Site": "same-origin"}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@lru_cache(maxsize=8)
def app_of(installation: Installation) -> FastAPI:
    """Both doors, made once: what a route needs is worked out when it is first asked."""
    return create_app(BOTH, installation)


async def send_form(
    browser: httpx.AsyncClient,
    address: str,
    fields: dict[str, Any],
    files: list[tuple[str, tuple[str, bytes, str]]] | None = None,
    to: str | None = None,
) -> httpx.Response:
    """Open the page, take its token, send the form; redirects are not followed."""
    data = await _token_on(browser, address) | fields
    return await browser.post(to or address, data=data, files=files, headers=FORM_HEADERS)


async def click_often(
    browser: httpx.AsyncClient, address: str, fields: dict[str, Any], times: int
) -> list[httpx.Response]:
    """Open the page once, and send its form so many times at once."""
    data = await _token_on(browser, address) | fields
    clicks = (browser.post(address, data=data, headers=FORM_HEADERS) for _ in range(times))
    return await asyncio.gather(*clicks)


async def _token_on(browser: httpx.AsyncClient, address: str) -> dict[str, str]:
    page = await browser.get(address)
    token = _TOKEN.search(page.text)
    assert token, f"{address} has no form: {page.status_code} {page.headers.get('location')}"
    return {"csrf": unescape(token.group(1))}


async def every_page(browser: httpx.AsyncClient, address: str) -> AsyncIterator[str]:
    """The page of a list and those that follow it."""
    while address:
        page = (await browser.get(address)).text
        yield page
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(onward.group(1)) if onward else ""


def forms_on(page: str) -> list[dict[str, str]]:
    """What each button of a page would send, as it stands there; without the token."""
    return [
        fields | pressed
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', page, re.DOTALL)
        for fields in [_fields(form)]
        for pressed in _buttons(form)
    ]


def _fields(form: str) -> dict[str, str]:
    inputs = re.findall(r"<(?:input|textarea)\b[^>]*>", form)
    kinds = [_attributes(each) for each in inputs]
    found = {
        one["name"]: one.get("value", "x")
        for one in kinds
        if "name" in one and one.get("type") not in {"file", "submit"}
    }
    for choice in re.findall(r"<select\b.*?</select>", form, re.DOTALL):
        values = [v for v in re.findall(r'<option value="([^"]*)"', choice) if v]
        found[_attributes(choice)["name"]] = unescape(values[-1]) if values else ""
    return {name: value for name, value in found.items() if name != "csrf"}


def _buttons(form: str) -> list[dict[str, str]]:
    buttons = [_attributes(each) for each in re.findall(r"<button\b[^>]*>", form)]
    named = [{b["name"]: b.get("value", "")} for b in buttons if "name" in b]
    return named or [{}]


def _attributes(element: str) -> dict[str, str]:
    start = element.partition(">")[0]
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', start)}


def visible(page: str) -> str:
    """The text of a page without its markup."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
