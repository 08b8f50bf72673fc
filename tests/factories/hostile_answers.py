"""Typing hostile things into the form, and what every answer to them must be."""

import re
from typing import Any
from urllib.parse import urlencode

import httpx
from markupsafe import escape

from backend.web.words import sentence
from tests.factories.hostile import CANARY, Typed
from tests.factories.hostile_requests import URLENCODED
from tests.factories.pages import FORM_HEADERS, send_form, visible

LOCALES = ["th", "en"]
_INSIDE = re.compile(r"Traceback|File \"|site-packages|sqlalchemy|psycopg|Error\b|Exception")


def is_clear(answer: httpx.Response, journal: list[Any]) -> None:
    assert answer.status_code < 500
    assert CANARY not in str(answer.headers.multi_items())
    assert CANARY not in str(journal)
    assert "error" not in {line["event"] for line in journal}
    if CANARY not in answer.text:
        assert not _INSIDE.search(visible(answer.text))


def says(answer: httpx.Response, code: str, locale: str, **facts: Any) -> bool:
    return str(escape(sentence(code, locale, **facts))) in answer.text


async def begin(browser: httpx.AsyncClient, locale: str) -> None:
    told = {"country": "TH", "account": "The machine said no."}
    answer = await send_form(browser, f"/{locale}/complain/story", told)
    assert answer.status_code == 303


async def type_in(browser: httpx.AsyncClient, locale: str, typed: Typed) -> httpx.Response:
    """Follows the form, and sends the very bytes where they are no UTF-8."""
    there = f"/{locale}/complain/{typed.page}"
    token = re.search(r'name="csrf" value="([^"]+)"', (await browser.get(there)).text)
    assert token
    body = urlencode({"csrf": token.group(1)} | typed.fields).encode()
    headers = FORM_HEADERS | {"Content-Type": URLENCODED}
    return await browser.post(there, content=body, headers=headers)
