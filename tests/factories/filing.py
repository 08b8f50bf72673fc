"""Complaints filed as a person files them: page after page, as the forms lead."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from backend.app import Installation
from tests.factories.pages import app_of, send_form, visible

STORY = "The machine stopped my allowance and nobody told me why."
#: The answers of each page; whatever a test gives takes the place of these.
ANSWERS = {
    "story": {"country": "TH", "account": STORY},
    "system": {"system": "unknown"},
    "outcome": {"danger": "no"},
    "contact": {"contact_way": "none"},
}


@dataclass(frozen=True)
class Filed:
    reference: str
    letters: str
    digits: str
    page: str


@asynccontextmanager
async def a_browser(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """One more browser, with cookies of its own."""
    transport = httpx.ASGITransport(app=app_of(installation))
    address = installation.settings.public_origin
    async with httpx.AsyncClient(transport=transport, base_url=address) as browser:
        yield browser


async def answer_pages(browser: httpx.AsyncClient, locale: str = "en", **answers: str) -> None:
    """Up to the page on which all is checked."""
    for page, usual in ANSWERS.items():
        values = {name: answers.get(name, value) for name, value in usual.items()}
        if page == "story":
            values |= {name: answers[name] for name in ("system",) if name in answers}
        answer = await send_form(browser, f"/{locale}/complain/{page}", values)
        assert answer.status_code == 303, visible(answer.text)


async def file_complaint(browser: httpx.AsyncClient, locale: str = "en", **answers: str) -> Filed:
    await answer_pages(browser, locale, **answers)
    check = f"/{locale}/complain/check"
    answer = await send_form(browser, check, {"language": answers.get("language", "")})
    assert answer.headers["location"] == f"/{locale}/complain/receipt"
    return receipt_shown((await browser.get(answer.headers["location"])).text)


def receipt_shown(page: str) -> Filed:
    letters, digits = (
        "-".join(re.findall(r"<span>(\w{4})</span>", code))
        for code in re.findall(r'<p class="code"><bdi dir="ltr">(.*?)</bdi>', page)
    )
    reference = re.search(r'class="reference">([^<]+)<', page)
    assert reference
    return Filed(reference.group(1), letters, digits, page)


async def open_case(browser: httpx.AsyncClient, filed: Filed, locale: str = "en") -> str:
    """The page of the case, opened by its code."""
    there = f"/{locale}/follow"
    answer = await send_form(browser, there, {"receipt_code": filed.letters})
    assert answer.headers["location"] == f"{there}/case", visible(answer.text)
    return (await browser.get(f"{there}/case")).text
