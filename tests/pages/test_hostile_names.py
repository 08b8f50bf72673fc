"""Forty hostile file names, sent with harmless pictures: none is kept, shown or written down."""

from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest

from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.hostile import CANARY, picture
from tests.factories.hostile_answers import begin, is_clear
from tests.factories.pages import send_form

pytestmark = pytest.mark.battery("T17")
MOST = 5
BEFORE = (
    "../../", "..\\..\\", "/etc/", "C:\\", "file:///", "//evil.example/", "~/", ".", "-rf ", "",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "'; --",
    '"; filename="b.html', "%0d%0aSet-Cookie: a=b", "%2e%2e%2f", "%00", "\u202e", "\u2066",
    "\u200b", "\ufeff", "\u2028", "=1+1", "+cmd", "@SUM(1)", "-1", "＝1", "$(id)", "`id`", "| id",
    "; id", "&amp;", "{{ 7*7 }}", "%(x)s", "รูป", "ပုံ", "图片", "con.", "nul.",
    "a" * 300, "e\u0301" * 50,
)  # fmt: skip
TABLES = "SELECT string_agg(draft_files::text, '') FROM draft_files"


@pytest.fixture(autouse=True, scope="module")
async def office(tools: Tools) -> object:
    return await an_organisation(tools.engine, tools.keyring.master, intake=True)


@pytest.mark.parametrize("first", range(0, len(BEFORE), MOST))
async def test_a_hostile_name_is_nowhere(
    client: httpx.AsyncClient,
    administrator: psycopg.Connection,
    journal: list[Any],
    first: int,
    counted: Callable[[str, int], None],
):
    names = [f"{before}{CANARY}.png" for before in BEFORE[first : first + MOST]]
    await begin(client, "en")
    sent = [("files", (name, picture(), "image/png")) for name in names]
    answer = await send_form(client, "/en/complain/files", {"add": ""}, sent)
    is_clear(answer, journal)
    assert answer.status_code == 303
    for page in ("files", "check"):
        shown = (await client.get(f"/en/complain/{page}")).text
        assert CANARY not in shown
        assert "evil" not in shown
    assert CANARY not in str(administrator.execute(TABLES).fetchone())
    counted("hostile file names", len(names))


def test_there_are_forty_of_them():
    assert len(set(BEFORE)) >= 40
