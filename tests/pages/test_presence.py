"""Who has a case open: seen by colleagues of the office for a minute, and by nobody else."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.triage.actions.presence import forget_presences
from tests.factories.accounts import sign_in
from tests.factories.office import Desk, a_desk
from tests.factories.pages import visible

Another = Callable[[], httpx.AsyncClient]
HERE = "SELECT count(*) FROM presences WHERE case_id = %s"
AGO = "UPDATE presences SET seen_at = seen_at - interval '61 seconds' WHERE case_id = %s"


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def test_a_colleague_who_opens_the_case_sees_who_is_writing(desk: Desk, browsers: Another):
    case = await desk.case()
    mali, tan = browsers(), browsers()
    await sign_in(mali, await desk.member(name="Mali"))
    await sign_in(tan, await desk.member(Role.SUPERVISOR, name="Tan"))
    address = f"/desk/cases/{case.reference}"
    assert "Tan has this case open" not in visible((await mali.get(address)).text)
    assert "Mali has this case open" in visible((await tan.get(address)).text)
    await mali.get(f"{address}/present?writing=yes")
    assert "Mali is writing" in visible((await tan.get(address)).text)
    assert "Tan has this case open" in visible((await mali.get(f"{address}/present")).text)


async def test_after_a_minute_nobody_is_there_and_the_row_is_swept(
    desk: Desk, browsers: Another, tools: Tools, administrator: psycopg.Connection
):
    case = await desk.case()
    mali, tan = browsers(), browsers()
    await sign_in(mali, await desk.member(name="Mali"))
    await sign_in(tan, await desk.member(name="Tan"))
    await mali.get(f"/desk/cases/{case.reference}")
    administrator.execute(AGO, (case.id,))
    assert "Mali" not in (await tan.get(f"/desk/cases/{case.reference}/present")).text
    async with transaction(tools.engine) as session:
        await forget_presences(session, clock.now())
    assert administrator.execute(HERE, (case.id,)).fetchone() == (1,)
    async with transaction(tools.engine) as session:
        await forget_presences(session, clock.now() + timedelta(minutes=2))
    assert administrator.execute(HERE, (case.id,)).fetchone() == (0,)


async def test_asking_who_is_there_reads_no_case_and_is_on_no_record(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection
):
    case = await desk.case()
    await sign_in(client, await desk.member())
    read = "SELECT count(*) FROM events WHERE case_id = %s AND action = 'case.read'"
    await client.get(f"/desk/cases/{case.reference}/present")
    assert administrator.execute(read, (case.id,)).fetchone() == (0,)


async def test_another_office_neither_sees_nor_is_seen(
    client: httpx.AsyncClient, desk: Desk, tools: Tools, installation: Installation
):
    case = await desk.case()
    other = await a_desk(tools, installation)
    await sign_in(client, await other.member())
    assert (await client.get(f"/desk/cases/{case.reference}/present")).status_code == 404
