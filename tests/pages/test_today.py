"""The day of an office on one page: each figure leads to exactly the cases that it counts."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import httpx
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from backend.triage.actions.assessing import acknowledge, assign
from backend.triage.rules.typed import Words
from tests.factories.accounts import sign_in
from tests.factories.office import Desk, a_desk
from tests.factories.pages import every_page

_ROW = re.compile(r'href="/desk/cases/([^"/]+)"')
_FIGURE = re.compile(r'<a href="(/desk/\?[^"]*|/desk/)">([\d,]+)<')
_MOVE = re.compile(r'<a href="(/desk/\?moved=[^"]+)">[^<]*: (\d+)</a>')


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    """Three cases of today, one of long ago that is late; one is acknowledged and with somebody."""
    made = await a_desk(tools, installation)
    now = clock.now()
    cases = [await made.case(now) for _ in range(3)] + [await made.case(now - timedelta(days=90))]
    worker = await made.member(name="Mali Srisuk")
    await made.do(acknowledge, cases[0], Words(), member=worker)
    await made.do(assign, cases[0], Words(about=str(worker.id)), member=worker)
    return made


async def listed(client: httpx.AsyncClient, address: str) -> list[str]:
    pages = [page async for page in every_page(client, address)]
    return [reference for page in pages for reference in _ROW.findall(page)]


async def test_each_figure_of_today_leads_to_as_many_cases(client: httpx.AsyncClient, desk: Desk):
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    page = (await client.get("/desk/today")).text
    figures = {unescape(a): int(n.replace(",", "")) for a, n in _FIGURE.findall(page)}
    figures |= {unescape(a): int(n) for a, n in _MOVE.findall(page)}
    for address, number in figures.items():
        assert len(await listed(client, address)) == number, address
    assert figures["/desk/"] == 4
    assert figures["/desk/?filed=since_yesterday"] == 3
    assert figures["/desk/?whose=late"] == 1
    assert figures["/desk/?whose=unassigned"] == 3
    assert figures["/desk/?moved=acknowledge"] == 1
    assert figures["/desk/?moved=file"] == 3


async def test_the_oldest_case_is_named_first(client: httpx.AsyncClient, desk: Desk):
    await sign_in(client, await desk.member(Role.AUDITOR))
    page = (await client.get("/desk/today")).text
    (late,) = await listed(client, "/desk/?whose=late")
    assert _ROW.findall(page)[0] == late
    assert "Mali Srisuk" in page


async def test_what_is_due_today_and_tomorrow_is_counted_apart_and_is_not_late(
    client: httpx.AsyncClient, desk: Desk, administrator
):
    late, today, tomorrow = [await desk.case() for _ in range(3)]
    day = clock.now().astimezone(ZoneInfo("Asia/Singapore")).date()
    for case, days in ((late, -1), (today, 0), (tomorrow, 1)):
        end = datetime.combine(day + timedelta(days), time(23, 59), ZoneInfo("Asia/Singapore"))
        administrator.execute("UPDATE cases SET due_at = %s WHERE id = %s", (end, case.id))
    await sign_in(client, await desk.member())
    ours = {late.reference, today.reference, tomorrow.reference}
    assert ours & {*await listed(client, "/desk/?due=today")} == {today.reference}
    assert ours & {*await listed(client, "/desk/?due=tomorrow")} == {tomorrow.reference}
    assert ours & {*await listed(client, "/desk/?whose=late")} == {late.reference}


async def test_another_office_counts_none_of_them(
    client: httpx.AsyncClient, desk: Desk, tools: Tools, installation: Installation
):
    other = await a_desk(tools, installation)
    await sign_in(client, await other.member(Role.SUPERVISOR))
    page = (await client.get("/desk/today")).text
    assert {number for _, number in _FIGURE.findall(page)} == {"0"}
    assert "Nothing yet." in page


@pytest.mark.parametrize("role", [Role.COMMUNICATIONS, Role.ADMINISTRATOR, Role.SYSTEM_OWNER])
async def test_whoever_reads_no_cases_sees_no_figures(
    client: httpx.AsyncClient, desk: Desk, role: Role
):
    await sign_in(client, await desk.member(role))
    assert (await client.get("/desk/today")).status_code == 403
