"""How often a page asks the database. Each question costs, and one for each row is a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import httpx
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from backend import clock
from backend.app import Installation
from backend.cases.queries.queue import CaseFilter, count_cases, page_of_cases
from backend.cases.rules.stages import Stage
from backend.database.doors import TELL, transaction
from backend.sealing.tools import Tools
from backend.triage.actions import writing
from backend.triage.rules.typed import Words
from tests.factories.accounts import sign_in
from tests.factories.api import file_by_program
from tests.factories.filing import STORY, answer_pages, file_complaint
from tests.factories.office import a_desk
from tests.factories.pages import send_form

LAST_ID = UUID(int=2**128 - 1)


@contextmanager
def asked(engine: AsyncEngine) -> Iterator[list[str]]:
    """Statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_the_queue_asks_nine_times_however_many_cases_it_shows(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    await sign_in(client, await desk.member())
    for _ in range(3):
        await desk.case()
        await client.get("/desk/")
        with asked(installation.engines["desk"]) as sent:
            shown = await client.get("/desk/")
        assert shown.status_code == 200
        assert len(sent) == 9, "\n".join(e[:60] for e in sent)


async def test_the_page_of_a_case_asks_each_thing_once_and_not_where_nothing_is(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    await sign_in(client, await desk.member())
    case = await desk.case()
    address = f"/desk/cases/{case.reference}"
    for held in (0, 1):
        await client.get(address)
        with asked(installation.engines["desk"]) as sent:
            shown = await client.get(address)
        assert shown.status_code == 200
        assert len(sent) == 19 + held, sent
        again = {each for each in sent if sent.count(each) > 1}
        assert again == {TELL}
        await desk.do(writing.add_note, case, Words("Look at page 2."))


async def test_behind_the_last_case_of_a_list_its_cases_are_still_counted(
    tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    await desk.case()
    await desk.case()
    wanted = CaseFilter(desk.office.id, frozenset(Stage))
    behind: tuple[datetime, UUID] = (clock.now().replace(year=9000), LAST_ID)
    async with transaction(tools.engine, organisation=desk.office.id) as session:
        lines, total = await page_of_cases(session, wanted)
        assert (len(lines), total) == (2, 2)
        assert await page_of_cases(session, wanted, behind) == ([], 2)
        assert await count_cases(session, wanted) == 2
        assert await page_of_cases(session, CaseFilter(desk.office.id, frozenset())) == ([], 0)


async def test_following_a_case_asks_each_thing_once_and_not_where_nothing_is(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    filed = await file_complaint(client, country=desk.office.country, system=desk.system)
    engine, page = installation.engines["public"], "/en/follow/case"
    for message in ("", "I asked twice."):
        with asked(engine) as sent:
            await send_form(client, "/en/follow", {"receipt_code": filed.letters})
        assert len(sent) == 5, sent
        if message:
            await send_form(client, page, {"act": "write", "message": message})
        await client.get(page)
        with asked(engine) as sent:
            shown = await client.get(page)
        assert message in shown.text
        assert len(sent) == 11, sent
        assert {each for each in sent if sent.count(each) > 1} == {TELL}


async def test_a_program_files_by_thirteen_statements_and_two_about_the_system(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    about = {"country": desk.office.country, "system": desk.system}
    await file_by_program(client, **about)
    with asked(installation.engines["public"]) as sent:
        await file_by_program(client, **about, account=STORY * 20)

    assert len(sent) == 13 + 2, sent
    assert sum("FROM systems" in each for each in sent) == 2


async def test_the_last_page_of_the_form_reads_its_draft_once_and_holds_it_to_send(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    desk = await a_desk(tools, installation)
    await answer_pages(client, country=desk.office.country, system=desk.system)
    await client.get("/en/complain/check")
    with asked(installation.engines["public"]) as sent:
        await send_form(client, "/en/complain/check", {"language": ""})

    shown, held, read = (each for each in sent if each.startswith("SELECT drafts."))
    assert held.endswith("FOR UPDATE")
    assert read == shown
    assert not any(each.startswith("DELETE") for each in sent), "it has no files"
    assert len(sent) == 20, sent
