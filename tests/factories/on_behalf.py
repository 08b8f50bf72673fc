"""What helpers file for others: the form of one complaint, and tables of many."""

import csv
import re
from datetime import date
from io import StringIO
from typing import Any

import httpx

from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.filing import Filed, receipt_shown
from tests.factories.pages import send_form, visible

HERE = "/desk/file"
STORY = "The machine at the office refused my card, and nobody looked at my papers."
ANSWERS = {
    "channel": "counter", "received_on": "", "agreed": "aloud", "person_language": "th",
    "country": "TH", "account": STORY, "system": "", "danger": "no", "contact_way": "none",
}  # fmt: skip


async def a_helper(tools: Tools, browser: httpx.AsyncClient) -> httpx.AsyncClient:
    """Signed in, of an office of their own."""
    office = await an_organisation(tools.engine, tools.keyring.master, country="TH")
    await sign_in(browser, await a_member(tools.engine, office.id, Role.HELPER))
    return browser


async def type_for_somebody(browser: httpx.AsyncClient, **answers: str) -> str:
    """Up to the page on which all is read back; its address."""
    given = ANSWERS | {"received_on": f"{date.today():%Y-%m-%d}"} | answers  # noqa: DTZ011  the day of the form
    answer = await send_form(browser, HERE, given)
    assert answer.status_code == 303, visible(answer.text)
    return answer.headers["location"]


async def file_for_somebody(browser: httpx.AsyncClient, **answers: str) -> tuple[str, Filed]:
    """The address of its receipt, and what stands on the sheet."""
    there = await type_for_somebody(browser, **answers)
    read = {"act": "file", "read_back": "yes", "language": "en"}
    answer = await send_form(browser, there, read)
    assert answer.status_code == 303, visible(answer.text)
    receipts = answer.headers["location"]
    return receipts, receipt_shown((await browser.get(receipts)).text)


def a_row(number: int, **changes: str) -> dict[str, str]:
    row = {
        "received_on": f"{date.today():%d/%m/%Y}",  # noqa: DTZ011  as above
        "channel": "paper", "agreed": "signed", "person_language": ("th", "en", "my")[number % 3],
        "country": "TH", "account": f'Number {number}: the "machine" said no;\nnobody, looked.',
        "system": "", "happened": "2026-03", "danger": "no", "affected": "self",
        "email": "", "phone": "",
    }  # fmt: skip
    return row | changes


def a_table(rows: list[dict[str, str]], separator: str = ",") -> bytes:
    written = StringIO()
    writer = csv.DictWriter(written, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode("utf-8-sig")


async def upload(browser: httpx.AsyncClient, content: bytes) -> httpx.Response:
    """A table, sent as its page sends it."""
    files: Any = [("table", ("people.csv", content, "text/csv"))]
    once = re.search(r'name="once" value="(\w+)"', (await browser.get(f"{HERE}/many")).text)
    assert once
    return await send_form(browser, f"{HERE}/many", {"once": once.group(1)}, files)
