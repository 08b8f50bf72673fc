"""What is outside is down: people file as before, and what waits is done when it is back."""

import asyncio
import contextlib
import secrets
import tracemalloc
from collections.abc import Callable
from uuid import UUID

import httpx
import psycopg
import pytest

from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.database.queue import enqueue
from backend.languages.engines import wire
from backend.notifications.actions import mailing
from backend.sealing.tools import Tools
from tests.factories.api import file_by_program
from tests.factories.engine_at_work import IN_THAI, a_case_in, switch, with_engine
from tests.factories.mail import (
    Postbox,
    make_due,
    open_postbox,
    run_jobs,
    state_of,
    with_mail,
)
from tests.factories.office import Desk, a_desk
from tests.factories.outage import Outage, an_outage
from tests.factories.translation_engine import a_translation_engine

pytestmark = pytest.mark.battery("T6")
#: What a mail server that serves nobody says first.
REFUSALS = {"busy": b"421 come back later\r\n", "closed for ever": b"554 no service here\r\n"}
MEBIBYTE = 2**20
Count = Callable[[str, int], None]
Scale = Callable[[int, int], int]


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    """Nobody there reads Thai."""
    made = await a_desk(tools, installation, country="BN", locale="en")
    await made.member()
    return made


@pytest.fixture
async def file(client: httpx.AsyncClient, desk: Desk, counted: Count, scale: Scale):
    """Others file, over HTTP, each with an answer; about something else."""

    async def many() -> None:
        for _ in range(scale(5, 30)):
            await file_by_program(client, country="BN", system=desk.system, account="It failed.")
        counted("filings while something outside was down", scale(5, 30))

    return many


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The minute is over for which an engine that failed again and again is not asked."""
    return lambda: monkeypatch.setattr(wire, "_breakers", type(wire._breakers)())


async def to_be_told(desk: Desk) -> tuple[OpenedCase, str]:
    """Somebody to whom a mail is to go, and their address."""
    address = f"{secrets.token_hex(6)}@reader.example"
    case = await desk.case(contact_way="email", name="Lim", email=address)
    async with transaction(desk.tools.engine) as session:
        about = {"case_id": str(case.id), "template": "decided"}
        await enqueue(session, "grievances.tell_complainant", **about)
    return case, address


async def test_a_mail_server_that_says_nothing_keeps_nobody_from_filing(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, file
):
    (case, address), outage = await to_be_told(desk), Outage()
    there = with_mail(desk.tools, f"smtp://127.0.0.1:{outage.port}")
    async with an_outage(outage):
        working = asyncio.create_task(run_jobs(there, database))
        await outage.holds()
        await file()
        assert outage.holding, "the worker is held, those who file are not"
        outage.over.set()
        await working
    assert state_of(administrator, case.id)[0] == "again"
    await told_when_it_is_back(there, database, administrator, (case, address, outage.port))


async def test_a_mail_server_that_says_nothing_is_left_again(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, monkeypatch
):
    monkeypatch.setattr(mailing, "_LONGEST_TALK", 0.3)
    (case, _), outage = await to_be_told(desk), Outage()
    async with an_outage(outage):
        await run_jobs(with_mail(desk.tools, f"smtp://127.0.0.1:{outage.port}"), database)
        assert not outage.over.is_set()
    assert state_of(administrator, case.id) == ("again", 1)


@pytest.mark.parametrize("refusal", [None, *REFUSALS])
async def test_a_mail_server_that_refuses_gets_the_mail_when_it_is_back(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, file, refusal: str | None
):
    """Not there at all; busy for now; and for good, which is about the server, not the address."""
    (case, address), outage = await to_be_told(desk), Outage(REFUSALS.get(refusal or "", b""))
    there = with_mail(desk.tools, f"smtp://127.0.0.1:{outage.port}")
    async with an_outage(outage) if refusal else contextlib.nullcontext():
        working = asyncio.create_task(run_jobs(there, database))
        await file()
        await working
    assert state_of(administrator, case.id)[0] == "again"
    await told_when_it_is_back(there, database, administrator, (case, address, outage.port))


async def told_when_it_is_back(
    there: Tools, database: Addresses, administrator: psycopg.Connection,
    what: tuple[OpenedCase, str, int],
) -> None:  # fmt: skip
    """Once, whatever was tried before."""
    case, address, port = what
    with open_postbox(Postbox(port=port)) as postbox:
        make_due(administrator)
        await run_jobs(there, database)
        assert len(postbox.mails_to(address)) == 1
    assert state_of(administrator, case.id)[0] == "sent"
    assert jobs_left(administrator, case.id) == 0


def jobs_left(administrator: psycopg.Connection, case_id: UUID) -> int:
    ask = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'case_id' = %s"
    found = administrator.execute(ask, (str(case_id),)).fetchone()
    assert found
    return int(found[0])


def translated(administrator: psycopg.Connection, case_id: UUID) -> int:
    ask = "SELECT count(*) FROM translations WHERE case_id = %s AND maker = 'engine'"
    found = administrator.execute(ask, (case_id,)).fetchone()
    assert found
    return int(found[0])


async def test_an_engine_that_says_nothing_keeps_nobody_from_filing(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, file, rested
):
    outage = Outage()
    there = with_engine(desk.tools, outage)
    await switch(desk, there, on=True)
    case = await a_case_in(desk, "th", account=IN_THAI)
    async with an_outage(outage):
        working = asyncio.create_task(run_jobs(there, database))
        await outage.holds()
        await file()
        assert outage.holding, "the worker is held, those who file are not"
        outage.over.set()
        await working
    assert translated(administrator, case.id) == 0
    rested()
    with a_translation_engine(port=outage.port):
        make_due(administrator)
        await run_jobs(there, database)
    assert translated(administrator, case.id) == 1
    assert jobs_left(administrator, case.id) == 0


async def test_an_engine_that_breaks_translates_when_it_is_back(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, file, rested
):
    with a_translation_engine("breaks") as server:
        there = with_engine(desk.tools, server)
        await switch(desk, there, on=True)
        case = await a_case_in(desk, "th", account=IN_THAI)
        working = asyncio.create_task(run_jobs(there, database))
        await file()
        await working
        assert translated(administrator, case.id) == 0
        server.mode = "good"
        rested()
        make_due(administrator)
        await run_jobs(there, database)
    assert translated(administrator, case.id) == 1
    assert jobs_left(administrator, case.id) == 0


async def test_of_fifty_megabytes_of_garbage_little_is_read(
    desk: Desk, database: Addresses, administrator: psycopg.Connection, file
):
    with a_translation_engine("huge") as server:
        there = with_engine(desk.tools, server)
        await switch(desk, there, on=True)
        case = await a_case_in(desk, "th", account=IN_THAI)
        tracemalloc.start()
        working = asyncio.create_task(run_jobs(there, database))
        await file()
        await working
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 25 * MEBIBYTE
    assert translated(administrator, case.id) == 0
    assert jobs_left(administrator, case.id) == 0
