"""Many complaints from one table: all of them or none, once, whatever happens to the worker."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.on_behalf.actions.filing import TOLD_AFTER_EACH, file_many
from backend.on_behalf.actions.keeping import drop_old_filings
from backend.sealing.tools import Tools
from backend.worker import work
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.filing import a_browser
from tests.factories.on_behalf import HERE, a_row, a_table, upload
from tests.factories.pages import click_often, send_form, visible

ROWS = 3 * TOLD_AFTER_EACH
READ = {"act": "file", "read_back": "yes"}
FILED = "SELECT count(*) FROM cases WHERE handler_id = %s"


@pytest.fixture
async def office(tools: Tools, administrator: psycopg.Connection) -> UUID:
    """The only open one in Timor-Leste."""
    administrator.execute("UPDATE organisations SET closed_on = now() WHERE country = 'TL'")
    made = await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")
    return made.id


@pytest.fixture
async def helper(
    tools: Tools, installation: Installation, office: UUID
) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(installation) as browser:
        await sign_in(browser, await a_member(tools.engine, office, Role.HELPER))
        yield browser


def rows(count: int, **changes: str) -> list[dict[str, str]]:
    return [a_row(number, country="TL", **changes) for number in range(count)]


async def a_table_waits(browser: httpx.AsyncClient, count: int = ROWS) -> str:
    """Checked, and handed to the worker; its address."""
    answer = await upload(browser, a_table(rows(count), ";"))
    assert answer.status_code == 303, visible(answer.text)
    there = answer.headers["location"]
    assert (await send_form(browser, there, READ)).headers["location"] == there
    return there


def id_of(address: str) -> UUID:
    return UUID(address.rpartition("/")[2])


async def test_a_table_is_filed_with_a_sheet_for_each_row_in_its_language(
    tools: Tools, database: Addresses, helper: httpx.AsyncClient, office: UUID,
    administrator: psycopg.Connection,
):  # fmt: skip
    there = await a_table_waits(helper)
    assert administrator.execute(FILED, (office,)).fetchone() == (0,)
    assert f"0 of {ROWS}" in visible((await helper.get(there)).text)
    await work(tools, database.worker, until_empty=True)
    assert administrator.execute(FILED, (office,)).fetchone() == (ROWS,)
    assert f"{ROWS} complaints are filed." in visible((await helper.get(there)).text)
    sheets = (await helper.get(f"{there}/receipts")).text
    for tag in ("th", "en", "my"):
        assert sheets.count(f'class="sheet" lang="{tag}"') == ROWS // 3
    codes = administrator.execute(
        "SELECT count(*) FROM receipts r JOIN cases c ON c.id = r.case_id WHERE handler_id = %s",
        (office,),
    )
    assert codes.fetchone() == (ROWS,)
    assert (await send_form(helper, f"{there}/receipts", {})).status_code == 303
    assert (await helper.get(f"{there}/receipts")).status_code == 404


async def test_one_bad_row_and_nothing_is_kept(
    helper: httpx.AsyncClient, office: UUID, administrator: psycopg.Connection
):
    kept = "SELECT count(*) FROM desk_filings WHERE organisation_id = %s"
    bad = [*rows(2), a_row(3, country="TL", channel="web", account=""), *rows(1)]
    answer = await upload(helper, a_table(bad))
    assert answer.status_code == 422
    page = visible(answer.text)
    assert "1 row needs another look" in page
    assert "4 channel Please choose one of the answers." in page
    assert "4 account Please tell us what happened." in page
    assert administrator.execute(kept, (office,)).fetchone() == (0,)


async def test_clicks_uploads_and_jobs_that_come_twice_file_nothing_more(
    tools: Tools, helper: httpx.AsyncClient, office: UUID, administrator: psycopg.Connection
):
    there = await a_table_waits(helper)
    await click_often(helper, there, READ, 3)
    jobs = """SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'on_behalf.file_many'
      AND args ->> 'filing_id' = %s"""
    assert administrator.execute(jobs, (str(id_of(there)),)).fetchone() == (1,)
    await asyncio.gather(*(file_many(tools, id_of(there), clock.now()) for _ in range(3)))
    await file_many(tools, id_of(there), clock.now())
    await send_form(helper, f"{HERE}", READ, to=there)
    assert administrator.execute(FILED, (office,)).fetchone() == (ROWS,)


async def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_and_the_next_files_all(
    tools: Tools, database: Addresses, helper: httpx.AsyncClient, office: UUID,
    administrator: psycopg.Connection,
):  # fmt: skip
    there = await a_table_waits(helper)
    told = "SELECT state, done FROM desk_filings WHERE id = %s"
    killed_at = []
    for _ in range(2):
        administrator.execute("UPDATE desk_filings SET done = 0 WHERE id = %s", (id_of(there),))
        worker = a_worker(tools, database, id_of(there))
        while worker.poll() is None:
            done = administrator.execute(told, (id_of(there),)).fetchone()[1]
            if done:
                worker.send_signal(signal.SIGKILL)
                killed_at.append(done)
                break
            await asyncio.sleep(0.005)
        worker.wait()
        assert administrator.execute(told, (id_of(there),)).fetchone()[0] == "waiting"
        assert administrator.execute(FILED, (office,)).fetchone() == (0,)
    assert all(0 < done < ROWS for done in killed_at)
    assert len(killed_at) == 2
    last = a_worker(tools, database, id_of(there))
    assert last.wait(60) == 0
    assert administrator.execute(told, (id_of(there),)).fetchone() == ("filed", ROWS)
    assert administrator.execute(FILED, (office,)).fetchone() == (ROWS,)


def a_worker(tools: Tools, database: Addresses, filing_id: UUID) -> subprocess.Popen[bytes]:
    address = database.for_sqlalchemy("worker")
    command = [sys.executable, "-m", "tests.factories.filing_many", address, str(filing_id)]
    surroundings = os.environ | {"SUARA_DATA_DIR": str(tools.settings.data_dir)}
    return subprocess.Popen(command, env=surroundings)  # noqa: S603  our own program


async def test_a_row_that_cannot_be_filed_after_all_takes_the_others_with_it(
    tools: Tools, helper: httpx.AsyncClient, office: UUID, administrator: psycopg.Connection
):
    """Between check and filing the case of one row was written by somebody else."""
    there = await a_table_waits(helper)
    administrator.execute(
        "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT count(*)"
        " FROM cases WHERE handler_id = NEW.handler_id) > 30 THEN RAISE EXCEPTION 'no'; END IF;"
        " RETURN NEW; END $$; CREATE TRIGGER no_more BEFORE INSERT ON cases FOR EACH ROW"
        " EXECUTE FUNCTION no_more()"
    )
    try:
        with pytest.raises(Exception, match="no"):
            await file_many(tools, id_of(there), clock.now())
    finally:
        administrator.execute("DROP TRIGGER no_more ON cases; DROP FUNCTION no_more")
    assert administrator.execute(FILED, (office,)).fetchone() == (0,)
    await file_many(tools, id_of(there), clock.now())
    assert administrator.execute(FILED, (office,)).fetchone() == (ROWS,)


async def test_an_office_hears_once_of_a_table_and_of_each_urgent_row(
    tools: Tools, database: Addresses, helper: httpx.AsyncClient, office: UUID,
    administrator: psycopg.Connection,
):  # fmt: skip
    await a_member(tools.engine, office, Role.CASEWORKER)
    urgent = a_row(9, country="TL", danger="child")
    there = (await upload(helper, a_table([*rows(10), urgent]))).headers["location"]
    page = visible((await helper.get(there)).text)
    assert "In these rows somebody is in danger: 12." in page
    await send_form(helper, there, READ)
    await work(tools, database.worker, until_empty=True)
    told = """SELECT template, count(*) FROM outbox WHERE %s = ANY (parties)
      AND template <> 'invitation' GROUP BY 1 ORDER BY 1"""
    heard = administrator.execute(told, (office,)).fetchall()
    assert heard == [("new_case", 1), ("urgent_case", 1)]


async def test_what_nobody_hands_over_is_gone_after_a_day(
    tools: Tools, helper: httpx.AsyncClient, administrator: psycopg.Connection
):
    there = await a_table_waits(helper, 1)
    old = "UPDATE desk_filings SET expires_at = now() - interval '1 minute' WHERE id = %s"
    administrator.execute(old, (id_of(there),))
    assert (await helper.get(there)).status_code == 404
    async with transaction(tools.engine) as session:
        await drop_old_filings(session, clock.now())
    left = "SELECT 1 FROM desk_filings WHERE id = %s"
    assert administrator.execute(left, (id_of(there),)).fetchone() is None
