"""When a complainant did something is kept to the hour, wherever one looks."""

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from backend import clock
from backend.accounts.rules import Role
from backend.all_tables import METADATA
from backend.app import Installation
from backend.audit.actions import seal_new_events
from backend.database.doors import transaction
from backend.grievances.actions.taking_in import take_in_act
from backend.reports.actions.noting import note_facts
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation
from tests.factories.filing import answer_pages, open_case, receipt_shown
from tests.factories.journal import lines_written
from tests.factories.pages import send_form
from tests.factories.taking_in import take_in

CASE = "/en/follow/case"
TEXT = ("more.txt", b"what I found later", "text/plain")
#: Minute and second in which a day ends, in zones of whole and of half hours.
ENDS_OF_DAYS = {(59, 59), (29, 59)}
#: Of staff and of the house: no complainant acts there.
OTHERS = {"staff", "organisations", "invitations", "staff_sessions", "seals", "publications"}


async def act_as_complainant(browser: httpx.AsyncClient) -> str:
    """Files, leaves the receipt open, follows, and writes with a file; gives the reference."""
    await answer_pages(browser, country="BN")
    reach = {"contact_way": "email", "email": "a@example.org"}
    await send_form(browser, "/en/complain/contact", reach)
    await send_form(browser, "/en/complain/check", {"language": ""})
    filed = receipt_shown((await browser.get("/en/complain/receipt")).text)
    await open_case(browser, filed)
    words = {"act": "write", "message": "One more thing"}
    answer = await send_form(browser, CASE, words, files=[("files", TEXT)])
    assert answer.status_code == 303
    return filed.reference


async def the_worker_follows(tools: Tools, case_id: object) -> None:
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case_id, clock.now())
        await take_in_act(session, tools.keyring, (case_id, "write"), clock.now())
        await note_facts(session, tools.keyring, case_id, clock.now())


def moments(administrator: psycopg.Connection, since: datetime) -> list[tuple[str, str, datetime]]:
    """Every moment of these minutes that any of our tables holds: table, column, value."""
    found = []
    for table in METADATA.sorted_tables:
        for column in table.columns if table.name not in OTHERS else ():
            if getattr(column.type, "timezone", False):
                names = (sql.Identifier(column.name), sql.Identifier(table.name))
                rows = administrator.execute(sql.SQL("SELECT {} FROM {}").format(*names))
                found += [(table.name, column.name, at) for (at,) in rows if at and at >= since]
    return found


def times_of_files(folder: Path) -> set[datetime]:
    return {datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in folder.iterdir()}


@pytest.fixture
async def begun(tools: Tools) -> datetime:
    office = await an_organisation(tools.engine, tools.keyring.master, country="BN", locale="en")
    await a_member(tools.engine, office.id, Role.CASEWORKER)
    return clock.now()


async def test_no_row_and_no_file_tells_the_minute(
    client: httpx.AsyncClient, tools: Tools, installation: Installation,
    administrator: psycopg.Connection, begun: datetime,
):  # fmt: skip
    reference = await act_as_complainant(client)
    query = "SELECT id FROM cases WHERE reference = %s"
    (case_id,) = administrator.execute(query, (reference,)).fetchone() or (None,)
    await the_worker_follows(tools, case_id)
    told = [m for m in moments(administrator, begun) if m[2] <= clock.now()]
    exact = [m for m in told if (m[2].second, m[2].microsecond) != (0, 0)]
    assert [m for m in exact if (m[2].minute, m[2].second) not in ENDS_OF_DAYS] == []
    times = times_of_files(Path(installation.settings.files))
    assert times
    assert times == {clock.to_the_hour(at) for at in times}


async def test_the_seal_of_what_the_worker_noted_at_once_waits_for_the_hour_to_end(
    client: httpx.AsyncClient, tools: Tools, administrator: psycopg.Connection, begun: datetime
):
    reference = await act_as_complainant(client)
    query = "SELECT id FROM cases WHERE reference = %s"
    (case_id,) = administrator.execute(query, (reference,)).fetchone() or (None,)
    await the_worker_follows(tools, case_id)
    async with transaction(tools.engine) as session:
        await seal_new_events(session, clock.now())
    actions = administrator.execute(
        "SELECT action FROM events e WHERE case_id = %s AND id NOT IN"
        " (SELECT event_id FROM unsealed_events)", (case_id,),
    ).fetchall()  # fmt: skip
    assert actions == []


async def test_the_journal_says_nothing_of_what_complainants_do(
    client: httpx.AsyncClient, begun: datetime
):
    with lines_written() as lines:
        await act_as_complainant(client)
        await client.get("/en/about")
    routes = {line["route"] for line in lines}
    assert "/{locale}/about" in routes
    assert not [route for route in routes if re.search("complain|follow", route)]
