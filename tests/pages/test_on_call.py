"""Who is on call is named by whoever looks after the people of an office."""

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import sign_in
from tests.factories.office import Desk, a_desk
from tests.factories.pages import send_form, visible

NAMED = "SELECT staff_id FROM on_call WHERE organisation_id = %s"
RECORD = "SELECT facts FROM events WHERE case_id = %s AND action = 'organisation.on_call'"


@pytest.fixture
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_whoever_looks_after_people_names_who_is_on_call_and_the_record_says_so(
    client: httpx.AsyncClient, desk: Desk, administrator: psycopg.Connection, role: Role
):
    night = await desk.member(name="Mali Srisuk")
    await sign_in(client, await desk.member(role))
    answer = await send_form(client, "/desk/on-call", {"on_call": str(night.id)})
    assert answer.status_code == 303
    assert administrator.execute(NAMED, (desk.office.id,)).fetchall() == [(night.id,)]
    assert administrator.execute(RECORD, (desk.office.id,)).fetchall() == [
        ({"people": [str(night.id)]},)
    ]
    await send_form(client, "/desk/on-call", {})
    assert administrator.execute(NAMED, (desk.office.id,)).fetchall() == []


async def test_only_people_of_the_office_who_work_on_cases_can_be_named(
    client: httpx.AsyncClient, desk: Desk, tools: Tools, installation: Installation
):
    stranger = await (await a_desk(tools, installation)).member()
    auditor = await desk.member(Role.AUDITOR, name="An Auditor")
    await sign_in(client, await desk.member(Role.SUPERVISOR))
    assert "An Auditor" not in visible((await client.get("/desk/on-call")).text)
    for other in (stranger, auditor):
        answer = await send_form(client, "/desk/on-call", {"on_call": str(other.id)})
        assert answer.status_code == 422


async def test_a_caseworker_names_nobody(client: httpx.AsyncClient, desk: Desk):
    await sign_in(client, await desk.member())
    assert (await client.get("/desk/on-call")).status_code == 403
