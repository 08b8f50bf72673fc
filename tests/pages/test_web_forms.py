"""Forms through the small application: tokens, other sites, bodies that no browser sends."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from backend.settings import Settings
from tests.factories.edge import a_token, an_app

pytestmark = pytest.mark.battery("T17")
STORY = "/en/complain/story"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, public_origin="http://127.0.0.1:8000")


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(an_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


async def test_a_form_with_our_token_gets_through(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    token = await a_token(browser, settings, STORY)
    answer = await browser.post(STORY, data={"csrf": token, "account": "a\r\nဖုန်း"})
    assert answer.status_code == 200
    assert answer.text == "a\nဖုန်း"


async def test_a_faulty_form_is_shown_again(browser: httpx.AsyncClient, settings: Settings) -> None:
    token = await a_token(browser, settings, STORY)
    answer = await browser.post(STORY, data={"csrf": token})
    assert answer.status_code == 422
    assert "Please tell us what happened." in answer.text


async def status_with(browser: httpx.AsyncClient, token: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await browser.post(STORY, data={"csrf": token, "account": "a"}, headers=named)
    return answer.status_code


async def test_another_site_cannot_send_our_forms(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    token = await a_token(browser, settings, STORY)
    assert await status_with(browser, token, Sec_Fetch_Site="cross-site") == 403
    assert await status_with(browser, token, Sec_Fetch_Site="same-site") == 403
    assert await status_with(browser, token, Origin="https://evil.example") == 403
    assert await status_with(browser, token, Sec_Fetch_Site="same-origin", Origin="null") == 200
    assert await status_with(browser, token, Origin="null") == 200
    for forged in ("", "x", "1.2.3", token[:-1] + "~", "é.é.é"):
        assert await status_with(browser, forged, Origin="null") == 403


async def test_a_token_is_bound_to_the_cookie_of_its_pages(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    before = await a_token(browser, settings, STORY)
    browser.cookies.set("draft", "mine")
    bound = await a_token(browser, settings, STORY)
    assert await status_with(browser, bound) == 200
    assert await status_with(browser, before) == 403
    # The tab that was open before the cookie came, vouched for by the browser.
    assert await status_with(browser, before, Sec_Fetch_Site="same-origin") == 200
    browser.cookies.clear()
    browser.cookies.set("draft", "somebody else's")
    assert await status_with(browser, bound, Sec_Fetch_Site="same-origin") == 403


async def test_staff_forms_take_only_the_token_of_the_session(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    anybodys = await a_token(browser, settings, "/desk/act")
    browser.cookies.set("staff", "session")
    site = {"Sec-Fetch-Site": "same-origin"}
    refused_one = await browser.post("/desk/act", data={"csrf": anybodys}, headers=site)
    assert refused_one.status_code == 403
    own = await a_token(browser, settings, "/desk/act")
    assert (await browser.post("/desk/act", data={"csrf": own}, headers=site)).status_code == 200


HOSTILE = [
    ("application/x-www-form-urlencoded", b"&" * 400, 413),
    ("application/x-www-form-urlencoded", b"csrf=%ff%fe&account=%ed%a0%80", 403),
    ("application/x-www-form-urlencoded", b"%%%=%zz", 403),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=b", 403),
    ("multipart/form-data", b"--x--", 400),
    ("multipart/form-data; boundary=", b"--x--", 400),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--", 400),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Dispos", 400),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--\r\n", 400),
    ("multipart/form-data; boundary=x", b"--x\r\n" + b"A" * 9000 + b": b\r\n\r\n\r\n--x--", 400),
    ("text/plain", b"a=b", 400),
    ("application/json", b"{}", 400),
    ("", b"", 400),
]


@pytest.mark.parametrize(("kind", "body", "status"), HOSTILE)
async def test_a_form_that_no_browser_sends_gets_a_clear_answer(
    browser: httpx.AsyncClient, kind: str, body: bytes, status: int
) -> None:
    answer = await browser.post(STORY, content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "<h1>" in answer.text
