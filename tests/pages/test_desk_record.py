"""The record: filters, pages, names and reasons, and what the outbox shows to administrators."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import OrganisationKind, Role
from backend.app import Installation
from backend.audit.actions import Actor, Happening, record, seal_new_events
from backend.cases.actions.opening import OpenedCase
from backend.database.doors import transaction
from backend.oversight.desk_routes.record_view import view_from
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import a_case
from tests.factories.pages import every_page, send_form, visible

REASON = "Ringing back because the line broke"
_LINE = re.compile(r"<li data-row>(.*?)</li>", re.DOTALL)


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    """In Brunei, eight hours before UTC."""
    return await an_organisation(tools.engine, tools.keyring.master, country="BN", locale="en")


@pytest.fixture(scope="module")
async def chief(tools: Tools, office: NewOrganisation) -> NewColleague:
    return await a_member(tools.engine, office.id, Role.SUPERVISOR, name="Chief Aminah")


@pytest.fixture
async def opened(
    client: httpx.AsyncClient, installation: Installation, chief: NewColleague
) -> OpenedCase:
    """A case whose contact the supervisor has opened, giving a reason; the supervisor stays."""
    case = await a_case(
        installation, country="BN", contact_way="email", name="Siti", email="siti@reader.example"
    )
    await sign_in(client, chief)
    typed = {"act": "open_contact", "contact_reason": REASON, "revision": "1", "seen": "1"}
    assert (await send_form(client, f"/desk/cases/{case.reference}", typed)).status_code == 200
    return case


async def lines(browser: httpx.AsyncClient, **asked: str) -> list[str]:
    answer = await browser.get("/desk/record", params=asked)
    assert answer.status_code == 200
    return [visible(line) for line in _LINE.findall(answer.text)]


async def noted(tools: Tools, office: NewOrganisation, at: datetime, action: str) -> None:
    happening = Happening(action, Actor("operator"), office.id, (office.id,), at)
    async with transaction(tools.engine) as session:
        await record(session, happening)


async def test_who_did_what_when_stands_there_in_words(
    client: httpx.AsyncClient, opened: OpenedCase
):
    found = await lines(client, case=opened.reference)
    contact = next(line for line in found if "Opened the contact details" in line)
    assert opened.reference in contact
    assert "Chief Aminah" in contact
    assert f"Reason: {REASON}" in contact
    assert any("Filed a complaint" in line and "The person who comp" in line for line in found)
    assert "siti" not in " ".join(found).lower()


async def test_an_auditor_reads_the_reasons_but_no_other_role_reads_the_record(
    client: httpx.AsyncClient, tools: Tools, opened: OpenedCase, office: NewOrganisation
):
    for role in Role:
        await sign_in(client, await a_member(tools.engine, office.id, role))
        answer = await client.get("/desk/record", params={"case": opened.reference})
        allowed = role in {Role.SUPERVISOR, Role.AUDITOR}
        assert answer.status_code == (200 if allowed else 403)
        assert (REASON in visible(answer.text)) is allowed


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [("action", "contact.opened", True), ("action", "case.decide", False), ("who", "worker", False),
     ("from", "2031-01-01", False), ("to", "2020-01-01", False), ("from", "2020-01-01", True),
     ("case", "TH-2026-00000-0", False), ("case", "nonsense", False), ("who", "{chief}", True)],
)  # fmt: skip
async def test_a_filter_leaves_what_was_asked_for(
    client: httpx.AsyncClient, opened: OpenedCase, chief: NewColleague, field: str, value: str,
    *, found: bool,
):  # fmt: skip
    asked = {"case": opened.reference, field: value.format(chief=chief.id)}
    shown = [line for line in await lines(client, **asked) if "Opened the contact" in line]
    assert bool(shown) is found


async def test_a_day_is_that_of_the_office(
    client: httpx.AsyncClient, tools: Tools, chief: NewColleague, office: NewOrganisation
):
    await noted(tools, office, datetime(2021, 3, 4, 15, 59, tzinfo=UTC), "test.before_midnight")
    await noted(tools, office, datetime(2021, 3, 4, 16, 1, tzinfo=UTC), "test.after_midnight")
    await sign_in(client, chief)
    days = {"from": "2021-03-04", "to": "2021-03-04"}
    assert [line.count("before") for line in await lines(client, **days)] == [1]
    days = {"from": "2021-03-05", "to": "2021-03-05"}
    assert [line.count("after") for line in await lines(client, **days)] == [1]


async def test_pages_hold_every_event_once_though_all_are_of_one_moment(
    client: httpx.AsyncClient, tools: Tools, chief: NewColleague, office: NewOrganisation
):
    at = datetime(2022, 5, 6, 7, tzinfo=UTC)
    for n in range(120):
        await noted(tools, office, at, f"test.page_{n:03}")
    await sign_in(client, chief)
    there = "/desk/record?from=2022-05-06&to=2022-05-06"
    shown = [page async for page in every_page(client, there)]
    seen = re.findall(r"test\.page_\d+", "".join(shown))
    assert sorted(seen) == [f"test.page_{n:03}" for n in range(120)]


async def test_it_says_whether_an_event_is_sealed(
    client: httpx.AsyncClient, tools: Tools, opened: OpenedCase
):
    asked = {"case": opened.reference, "action": "contact.opened"}
    assert "Not sealed yet" in (await lines(client, **asked))[0]
    async with transaction(tools.engine) as session:
        await seal_new_events(session, clock.now() + timedelta(hours=1))
    assert "Not sealed yet" not in (await lines(client, **asked))[0]


async def test_reading_the_record_is_on_the_record(client: httpx.AsyncClient, opened: OpenedCase):
    del opened
    before = len(await lines(client, action="record.read"))
    assert len(await lines(client, action="record.read")) == before + 1


async def test_nothing_of_another_organisation_is_there(
    client: httpx.AsyncClient, tools: Tools, opened: OpenedCase
):
    kind = OrganisationKind.SYSTEM_OWNER
    other = await an_organisation(tools.engine, tools.keyring.master, kind=kind, country="BN")
    await sign_in(client, await a_member(tools.engine, other.id, Role.AUDITOR))
    assert await lines(client, case=opened.reference) == []
    everything = " ".join(await lines(client))
    assert opened.reference not in everything
    assert "Signed in" in everything


@pytest.mark.parametrize(
    "hostile", ["who=x", "action=%00", "case=%00", "from=9999-12-31", "to=0001-01-01", "after=~",
                "after=2026-01-01~x", "from=2026-13-01", "who=%3Cscript%3E", "case=%F0%9F%98%80"],
)  # fmt: skip
async def test_an_address_changed_by_hand_still_shows_a_record(
    client: httpx.AsyncClient, chief: NewColleague, hostile: str
):
    await sign_in(client, chief)
    answer = await client.get(f"/desk/record?{hostile}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_the_address_holds_the_whole_view():
    asked = {
        "who": "worker",
        "action": "case.late",
        "case": "TH-2026-7F3K2-9",
        "from": "2026-01-02",
    }
    address = view_from(asked).address()
    assert view_from(dict(httpx.URL(address).params)) == view_from(asked)
