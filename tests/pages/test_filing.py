"""From the first page to the receipt and back, as the forms lead."""

import re

import httpx
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.pages import send_form, visible

STORY = "ระบบตัดสิทธิ์เงินช่วยเหลือของฉันโดยไม่บอกเหตุผล"


@pytest.fixture
async def office(installation: Installation, tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


async def file_complaint(browser: httpx.AsyncClient, locale: str = "th", **fields: str) -> str:
    """File with the answers that are required and those given; the receipt code in letters."""
    answers = {"country": "TH", "account": STORY} | fields
    there = f"/{locale}/complain"
    pages = {
        "story": {name: answers[name] for name in ("country", "account")},
        "system": {"system": "unknown"},
        "outcome": {"danger": "no"},
        "contact": {"contact_way": "none"},
    }
    for page, values in pages.items():
        answer = await send_form(browser, f"{there}/{page}", values)
        assert answer.status_code == 303, visible(answer.text)
    answer = await send_form(browser, f"{there}/check", {"language": "th"})
    assert answer.headers["location"] == f"{there}/receipt"
    page = await browser.get(f"{there}/receipt")
    code = re.search(r'<p class="code"><bdi dir="ltr">(.*?)</bdi>', page.text)
    assert code
    return "-".join(re.findall(r"<span>(\w{4})</span>", code.group(1)))


async def test_a_complaint_filed_in_thai_can_be_read_again_with_its_code(
    client: httpx.AsyncClient, office: object
) -> None:
    code = await file_complaint(client)
    answer = await send_form(client, "/th/complain/receipt", {"last_group": code[-4:]})
    assert answer.headers["location"] == "/th/follow?filed=1"
    answer = await send_form(client, "/th/follow", {"receipt_code": code.lower()})
    assert answer.headers["location"] == "/th/follow/case"
    page = await client.get("/th/follow/case")
    assert STORY in page.text
