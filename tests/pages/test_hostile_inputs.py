"""What hostile people and broken programs send gets a clear answer, and never breaks anything.

Each answer is in the reader's language, says nothing of our inside, and repeats what was typed on
the page alone: not in a header, an address or the journal.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from markupsafe import escape
from structlog.testing import capture_logs

from backend.app import Installation
from backend.sealing.tools import Tools
from backend.web.words import sentence
from tests.factories.accounts import an_organisation
from tests.factories.api import API, call, file_by_program
from tests.factories.hostile import ANSWERS, CANARY, FILES, STORIES, Sent, Typed, picture
from tests.factories.hostile_requests import BODIES, REQUESTS, URLENCODED, Asked, Body
from tests.factories.pages import FORM_HEADERS, send_form, visible

LOCALES = ["th", "en"]
_INSIDE = re.compile(r"Traceback|File \"|site-packages|sqlalchemy|psycopg|Error\b|Exception")
_LONG_TABLES = len(STORIES) + len(ANSWERS) + len(FILES) + len(REQUESTS) + len(BODIES)


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.fixture
def journal() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


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


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", STORIES)
async def test_a_hostile_story(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    typed = STORIES[name]
    answer = await type_in(client, locale, typed)
    is_clear(answer, journal)
    assert answer.status_code == typed.expected, visible(answer.text)
    if typed.code:
        assert says(answer, typed.code, locale, **typed.facts)
        assert f'<html lang="{locale}"' in answer.text
    else:
        answer = await client.get(f"/{locale}/complain/story")
    assert str(escape(typed.kept)) in answer.text
    assert "<script" not in answer.text
    checked = await client.get(f"/{locale}/complain/check")
    assert checked.status_code == (303 if typed.code else 200)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ANSWERS)
async def test_a_hostile_answer_on_a_later_page(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    typed = ANSWERS[name]
    await begin(client, locale)
    answer = await type_in(client, locale, typed)
    is_clear(answer, journal)
    assert answer.status_code == typed.expected, visible(answer.text)
    if typed.code:
        assert says(answer, typed.code, locale, **typed.facts)
        assert str(escape(typed.kept)) in answer.text
        assert f'<html lang="{locale}"' in answer.text
    assert (await client.get(f"/{locale}/complain/check")).status_code == 200


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", FILES)
async def test_a_hostile_file_keeps_the_others(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    there, file = f"/{locale}/complain/files", FILES[name]
    await begin(client, locale)
    answer = await send_form(client, there, {"add": ""}, [_part("good.png", picture()), _of(file)])
    is_clear(answer, journal)
    assert answer.status_code == (422 if file.code else 303), visible(answer.text)
    assert file.code is None or says(answer, file.code, locale)
    page = await client.get(there)
    assert page.text.count('name="remove"') == (1 if file.code else 2)
    assert CANARY not in page.text


def _of(file: Sent) -> tuple[str, tuple[str, bytes, str]]:
    return _part(file.name, file.content, file.declared)


def _part(
    name: str, content: bytes, declared: str = "image/png"
) -> tuple[str, tuple[str, bytes, str]]:
    return ("files", (name, content, declared))


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_sixth_file_is_refused_and_eleven_are_not_read(
    client: httpx.AsyncClient, locale: str
) -> None:
    there = f"/{locale}/complain/files"
    await begin(client, locale)
    many = await send_form(client, there, {}, [_part("a.png", picture())] * 11)
    assert many.status_code == 413
    assert says(many, "form_too_large", locale)
    answer = await send_form(client, there, {}, [_part("a.png", picture())] * 6)
    assert answer.status_code == 422
    assert says(answer, "too_many_files", locale, most=5)
    assert (await client.get(there)).text.count('name="remove"') == 5


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", REQUESTS)
async def test_a_hostile_request(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    asked: Asked = REQUESTS[name]
    headers = {"Accept-Language": locale, "Sec-Fetch-Site": "same-origin"}
    headers |= {key.replace("_", "-"): value for key, value in asked.headers.items()}
    raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
    answer = await client.request(
        asked.method, asked.path.format(locale=locale), content=asked.body, headers=raw
    )
    assert answer.status_code == asked.status, visible(answer.text)
    is_clear(answer, journal)
    assert asked.code is None or says(answer, asked.code, locale)
    assert "<script" not in answer.text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none, cross-site"])
async def test_a_form_that_another_site_sends(
    client: httpx.AsyncClient, locale: str, site: str
) -> None:
    page = f"/{locale}/complain/story"
    body = {"csrf": "x", "account": CANARY}
    answer = await client.post(page, data=body, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert says(answer, "foreign_form", locale)
    assert CANARY not in answer.text


async def test_what_was_written_into_a_stale_form_can_be_copied(client: httpx.AsyncClient) -> None:
    told = {"csrf": "1.2.3", "account": f"{CANARY} <b>", "email": "hidden@example.org"}
    answer = await client.post("/th/complain/story", data=told)
    assert answer.status_code == 403
    assert str(escape(told["account"])) in answer.text
    assert told["email"] not in answer.text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_for_the_api(
    client: httpx.AsyncClient, journal: list[Any], name: str, locale: str
) -> None:
    sent: Body = BODIES[name]
    headers = {key.replace("-", "_"): value for key, value in sent.headers.items()}
    answer = await call(client, sent.path, sent.body, None, Accept_Language=locale, **headers)
    assert answer.status_code == sent.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    is_clear(answer, journal)
    problem = answer.json()
    assert {error["field"] for error in problem["errors"]} == sent.fields
    assert problem["title"] == sentence(problem["type"].rpartition(":")[2], locale)
    assert CANARY not in answer.text


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_the_api_says_which_methods_it_takes(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, f"{API}/follow")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["title"] == sentence("method", "en")


@pytest.mark.parametrize("tag", ["in", "TH", "th-TH", "xx", "..", "%00", "en-XA"])
async def test_a_language_that_is_none_is_answered_in_the_readers(
    client: httpx.AsyncClient, tag: str
) -> None:
    answer = await client.get(f"/{tag}/complain/story", headers={"Accept-Language": "th"})
    assert answer.status_code == 404
    language = "en" if tag == "en-XA" else "th"
    assert f'<html lang="{language}"' in answer.text
    assert says(answer, "absent", language)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", ["system", "outcome", "contact"])
async def test_pages_in_a_forged_order_keep_what_was_typed(
    client: httpx.AsyncClient, locale: str, page: str
) -> None:
    """Also what happens to the page at hand when the draft before it has expired."""
    there = f"/{locale}/complain"
    page_of = {"system": "system_text", "outcome": "wanted", "contact": "name"}
    typed = {page_of[page]: CANARY, "contact_way": "email", "email": "a@example.org"}
    answer = await send_form(client, f"{there}/story", typed, to=f"{there}/{page}")
    assert answer.headers["location"] == f"{there}/story?again=1"
    assert (await client.get(f"{there}/check")).status_code == 303
    await begin(client, locale)
    assert CANARY in (await client.get(f"{there}/{page}")).text


CODES = [("", "code_empty"), ("\0 –", "code_empty"), (CANARY, "code_length"),
         ("0" * 23, "code_length"), ("9" * 1_000_000, "code_length"), ("0" * 23 + "1", "code_slip"),
         ("0" * 24, "code_unknown"), ("<script>", "code_length")]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("code", "words"), CODES)
async def test_a_code_that_opens_nothing(
    client: httpx.AsyncClient, journal: list[Any], locale: str, code: str, words: str
) -> None:
    answer = await send_form(client, f"/{locale}/follow", {"receipt_code": code})
    is_clear(answer, journal)
    assert answer.status_code == 422
    assert says(answer, words, locale)
    assert "<script" not in answer.text


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_page_whose_draft_has_expired_is_kept(
    client: httpx.AsyncClient, administrator: Any, locale: str
) -> None:
    there = f"/{locale}/complain"
    await begin(client, locale)
    page = await client.get(f"{there}/outcome")
    administrator.execute("UPDATE drafts SET expires_at = now() - interval '1 minute'")
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    answer = await client.post(
        f"{there}/outcome", data={"csrf": token.group(1), "wanted": CANARY}, headers=FORM_HEADERS
    )
    assert answer.headers["location"] == f"{there}/story?again=1"
    await begin(client, locale)
    assert CANARY in (await client.get(f"{there}/outcome")).text


async def test_a_double_click_files_once(client: httpx.AsyncClient, administrator: Any) -> None:
    counted = "SELECT count(*) FROM cases"
    await begin(client, "th")
    page = await client.get("/th/complain/check")
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    before = administrator.execute(counted).fetchone()[0]
    sent = {"csrf": token.group(1), "language": "en"}
    clicks = [client.post("/th/complain/check", data=sent, headers=FORM_HEADERS) for _ in range(5)]
    answers = await asyncio.gather(*clicks)
    assert {a.headers["location"] for a in answers} == {"/th/complain/receipt"}
    assert administrator.execute(counted).fetchone()[0] == before + 1


ACTS = [({}, "not_a_choice"), ({"act": f"erase{CANARY}"}, "not_a_choice"),
        ({"act": "write", "message": " "}, "message_missing"),
        ({"act": "write", "message": f"{CANARY}\0"}, "unreadable"),
        ({"act": "object", "reason": ""}, "reason_missing")]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("fields", "words"), ACTS)
async def test_an_act_that_cannot_be_read(
    client: httpx.AsyncClient, locale: str, fields: dict[str, str], words: str
) -> None:
    code = (await file_by_program(client))["receipt_code"]
    await send_form(client, f"/{locale}/follow", {"receipt_code": code})
    answer = await send_form(client, f"/{locale}/follow/case", fields)
    assert answer.status_code == 422
    assert says(answer, words, locale)
    assert (CANARY in answer.text) == ("message" in fields and CANARY in fields["message"])


def _in_digits_of(first: str, code: str) -> str:
    return "".join(chr(ord(first) + int(d)) if d.isdigit() else d for d in code)


async def test_a_code_in_odd_spellings_opens(client: httpx.AsyncClient) -> None:
    filed = await file_by_program(client)
    letters, digits = filed["receipt_code"], filed["receipt_code_digits"]
    odd = [
        f"\u202e {letters.lower()} \u200b", letters.replace("-", ""), letters.replace("-", " – "),
        letters.replace("0", "o").replace("1", "l"), _in_digits_of("๐", digits),
        _in_digits_of("၀", digits), _in_digits_of("０", digits), "\n".join(digits),
    ]  # fmt: skip
    for code in odd:
        answer = await send_form(client, "/th/follow", {"receipt_code": code})
        assert answer.headers.get("location") == "/th/follow/case", code


def test_there_are_more_than_sixty_of_them():
    assert _LONG_TABLES > 60
