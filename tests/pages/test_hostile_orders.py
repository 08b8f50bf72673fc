"""Pages in odd orders, codes that open nothing, acts that cannot be read: a clear answer."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.api import file_by_program
from tests.factories.hostile import CANARY
from tests.factories.hostile_answers import LOCALES, begin, is_clear, says
from tests.factories.pages import FORM_HEADERS, send_form


@pytest.fixture(autouse=True)
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


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
