"""What people and programs do that is counted, once each, for the tests of the rate limits."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import httpx

from backend.accounts.actions.people import NewColleague
from backend.app import Installation
from backend.settings import Settings
from tests.factories.accounts import sign_in
from tests.factories.api import a_complaint, a_key, call
from tests.factories.filing import answer_pages
from tests.factories.pages import app_of, send_form

_ELSEWHERE = count()
UNKNOWN = "0000-0000-0000-0000-0000-0000"
WRONG = "not the password"


def where_limits_count(known: Installation, **limits: Any) -> Installation:
    """``trusted_proxies``: so that a test can say where somebody comes from."""
    counted = {"rate_limits": "on", "trusted_proxies": ["127.0.0.1/32"], **limits}
    given = Settings(**(known.settings.model_dump() | counted))
    return Installation(given, known.engines, known.files, known.keyring)


def a_browser_in(network: int, installation: Installation) -> httpx.AsyncClient:
    """Of somebody who reads Thai."""
    transport = httpx.ASGITransport(app=app_of(installation))
    headers = {"X-Forwarded-For": f"203.0.{network}.7", "Accept-Language": "th"}
    address = installation.settings.public_origin
    return httpx.AsyncClient(transport=transport, base_url=address, headers=headers)


Act = Callable[[httpx.AsyncClient, NewColleague], Awaitable[httpx.Response]]


async def file_by_page(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    browser.cookies.clear()
    await answer_pages(browser, "th")
    return await send_form(browser, "/th/complain/check", {"language": "th"})


async def file_by_api(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    return await call(browser, "/grievances", a_complaint(), a_key())


async def add_to_draft(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    browser.cookies.clear()
    await answer_pages(browser, "th")
    return await send_form(browser, "/th/complain/files", {"add": ""}, [a_text()])


async def add_to_case(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    """To a complaint that was filed from somewhere else."""
    from_there = {"X_Forwarded_For": f"198.18.{next(_ELSEWHERE)}.1"}
    filed = await call(browser, "/grievances", a_complaint(), a_key(), **from_there)
    await send_form(browser, "/th/follow", {"receipt_code": filed.json()["receipt_code"]})
    return await send_form(browser, "/th/follow/case", {"act": "write"}, [a_text()])


def a_text() -> tuple[str, tuple[str, bytes, str]]:
    return ("files", ("a.txt", b"what I wrote down", "text/plain"))


async def guess_a_code(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    return await send_form(browser, "/th/follow", {"receipt_code": UNKNOWN})


async def guess_a_mailed_code(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    return await send_form(browser, "/th/follow/lost", {"receipt_code": UNKNOWN})


async def guess_by_api(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    return await call(browser, "/follow", {"receipt_code": UNKNOWN})


async def guess_a_password(browser: httpx.AsyncClient, member: NewColleague) -> httpx.Response:
    return await send_form(browser, "/desk/sign-in", {"email": member.email, "password": WRONG})


async def guess_an_invitation(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    typed = {"invitation": WRONG, "password": "a new long sentence"}
    return await send_form(browser, "/desk/invitation", typed)


async def guess_a_reset(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    return await send_form(browser, "/desk/reset", {"reset": WRONG, "password": "a new sentence"})


async def guess_a_factor(browser: httpx.AsyncClient, member: NewColleague) -> httpx.Response:
    """Signing in before it is counted for the account, so it is done once a browser only."""
    if "staff" not in browser.cookies:
        await sign_in(browser, member)
    return await send_form(browser, "/desk/second-factor", {"code": "000000", "secret": ""})


async def set_out_elsewhere(browser: httpx.AsyncClient, _: NewColleague) -> httpx.Response:
    return await browser.get("/desk/sign-in/with/nobody")
