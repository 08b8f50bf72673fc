"""The queue: what is shown first, what the address holds, and pages of a list."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.fields import seal_bytes
from backend.sealing.files import place_of
from backend.sealing.tools import Tools
from backend.triage.forms.queue import queue_filter
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.office import a_desk
from tests.factories.pages import every_page, send_form, visible

_ROW = re.compile(r'href="/desk/cases/([^"/]+)"')


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    """The only one of its country in these tests."""
    return await an_organisation(tools.engine, tools.keyring.master, country="TL", locale="en")


async def test_pages_of_the_queue_hold_every_case_once_with_the_soonest_due_on_top(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, administrator
):
    desk = await a_desk(tools, installation, country="TL")
    for n in range(28):
        await desk.case(clock.now() - timedelta(days=n))
    # Some are due at the same moment, because a weekend lies between: then by id.
    promised = administrator.execute(
        "SELECT reference FROM cases WHERE handler_id = %s ORDER BY due_at, id", (desk.office.id,)
    ).fetchall()
    await sign_in(client, await desk.member())
    pages = [page async for page in every_page(client, "/desk/")]
    assert "28 cases" in visible(pages[0])
    rows = [_ROW.findall(page) for page in pages]
    assert [len(part) for part in rows] == [25, 3]
    assert [*rows[0], *rows[1]] == [reference for (reference,) in promised]


async def test_more_cases_than_anybody_counts_are_counted_as_so_many_and_more(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, administrator
):
    desk = await a_desk(tools, installation)
    case = await desk.case()
    columns = ", ".join(
        name for (name,) in administrator.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'cases'"
            " AND column_name NOT IN ('id', 'reference')"
        )
    )  # fmt: skip
    administrator.execute(
        f"INSERT INTO cases (id, reference, {columns}) SELECT gen_random_uuid(), 'X-' || n,"  # noqa: S608  the table's own columns
        f" {columns} FROM cases, generate_series(1, 1000) n WHERE id = %s", (case.id,),
    )  # fmt: skip
    await sign_in(client, await desk.member())
    assert "1,000+ cases" in visible((await client.get("/desk/")).text)


async def test_assigning_moves_a_case_from_unassigned_to_mine(
    client: httpx.AsyncClient, tools: Tools, installation: Installation
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="BN", locale="en")
    case = await a_case(installation, country="BN")
    member = await a_member(tools.engine, office.id, Role.CASEWORKER)
    await sign_in(client, member)
    address = f"/desk/cases/{case.reference}"
    page = await client.get(address)
    me = re.search(rf'<option value="([^"]+)">{member.name}, reads English<', page.text)
    assert me
    fields = {"act": "assign", "assignee": me.group(1), "revision": "1", "seen": "1"}
    assert (await send_form(client, address, fields)).status_code == 303
    assert case.reference in (await client.get("/desk/?whose=mine")).text
    assert case.reference not in (await client.get("/desk/?whose=unassigned")).text


async def test_a_file_of_the_case_is_handed_out_opened_and_never_shown_in_our_origin(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, administrator
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="MM", locale="en")
    key, file_id = b"k" * 32, uuid4()
    case = await a_case(installation, country="MM", account_key=key)
    await tools.files.put(file_id, seal_bytes(key, b"proof", place_of(file_id)))
    administrator.execute(
        "INSERT INTO files (case_id, id, parties, media_type, extension, size, at)"
        " VALUES (%s, %s, %s, 'text/plain', 'txt', 5, now())", (case.id, file_id, [office.id]),
    )  # fmt: skip
    await sign_in(client, await a_member(tools.engine, office.id, Role.CASEWORKER))
    answer = await client.get(f"/desk/cases/{case.reference}/files/{file_id}")
    assert answer.content == b"proof"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment")
    other = await client.get(f"/desk/cases/{case.reference}/files/{uuid4()}")
    assert other.status_code == 404


@pytest.mark.parametrize(
    "hostile", ["stage=x", "after=~", "after=2026~x", "q=%00", "severity=S9", "whose=all", "q=%20"]
)
async def test_an_address_changed_by_hand_still_shows_a_queue(
    client: httpx.AsyncClient, tools: Tools, office: NewOrganisation, hostile: str
):
    await sign_in(client, await a_member(tools.engine, office.id, Role.CASEWORKER))
    assert (await client.get(f"/desk/?{hostile}")).status_code == 200


def test_the_address_holds_the_whole_view():
    asked = {"q": "pensiun & co", "stage": "received", "severity": "S4", "whose": "late"}
    address = queue_filter(asked).address()
    assert queue_filter(dict(httpx.URL(address).params)) == queue_filter(asked)


async def test_reading_a_case_is_in_the_record(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, administrator
):
    office = await an_organisation(tools.engine, tools.keyring.master, country="ID", locale="en")
    case = await a_case(installation, country="ID")
    await sign_in(client, await a_member(tools.engine, office.id, Role.REVIEWER))
    await client.get(f"/desk/cases/{case.reference}")
    actions = administrator.execute(
        "SELECT action FROM events WHERE case_id = %s AND actor_kind = 'staff'", (case.id,)
    ).fetchall()
    assert actions == [("case.read",)]
