"""Putting a case to the owner of its system, and what the owner then sees."""

import secrets
from typing import NamedTuple

import httpx
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import OrganisationKind, Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.systems.actions import NewSystem, register_system
from backend.triage.actions.escalating import tell_owner
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.cases import ACCOUNT, a_case
from tests.factories.pages import send_form, visible

QUESTION = "Which rule refused this pension?"


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    return await an_organisation(tools.engine, tools.keyring.master, country="VN", locale="en")


@pytest.fixture(scope="module")
async def owner(tools: Tools) -> NewOrganisation:
    kind = OrganisationKind.SYSTEM_OWNER
    return await an_organisation(tools.engine, tools.keyring.master, kind=kind, country="VN")


class Parties(NamedTuple):
    office: NewOrganisation
    owner: NewOrganisation
    system: str


@pytest.fixture(scope="module")
async def parties(tools: Tools, office: NewOrganisation, owner: NewOrganisation) -> Parties:
    new = NewSystem(
        slug=f"pensions-{secrets.token_hex(4)}", owner_id=owner.id, sector="SE01",
        countries=("VN",), phase="production", risk_tier="high", risk_basis="portal_rule",
        automation_level="human_on_top_of_recommendation", contact="x@example.org",
        texts={"en": {"name": "Pensions", "purpose": "Pays", "human_oversight": "Yes"}},
        published_on=clock.now().date(),
    )  # fmt: skip
    async with transaction(tools.engine) as session:
        await register_system(session, new)
    return Parties(office, owner, new.slug)


async def press(browser: httpx.AsyncClient, address: str, **fields: object) -> None:
    page = await browser.get(address)
    revision = page.text.split('name="revision" value="')[1].split('"')[0]
    answer = await send_form(browser, address, {"revision": revision, "seen": "1", **fields})
    assert answer.status_code == 303, visible(answer.text)


async def put_to_owner(browser: httpx.AsyncClient, reference: str, system: str) -> None:
    address = f"/desk/cases/{reference}"
    factors = {"harm": "1", "reversibility": "easy", "scale_people": "1", "ongoing": "no"}
    described = {"subtype": "B02", "vulnerability": "none", "account_language": "en"}
    await press(browser, address, move="assess", system=system, **factors, **described)
    await press(browser, address, move="put_to_owner", owner_system=system, owner_question=QUESTION)


async def as_(browser: httpx.AsyncClient, tools: Tools, at: NewOrganisation, role: Role) -> None:
    browser.cookies.clear()
    await sign_in(browser, await a_member(tools.engine, at.id, role))


async def test_the_owner_reads_and_answers_and_then_sees_no_word_any_more(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, parties: Parties
):
    case = await a_case(installation, country="VN")
    asked = f"/desk/asked/{case.reference}"
    await as_(client, tools, parties.office, Role.CASEWORKER)
    await put_to_owner(client, case.reference, parties.system)
    await as_(client, tools, parties.owner, Role.SYSTEM_OWNER)
    assert case.reference in (await client.get("/desk/asked")).text
    page = visible((await client.get(asked)).text)
    assert QUESTION in page
    assert ACCOUNT in page
    await press(client, asked, move="answer", answer="The rule of 1987.")
    late = await send_form(client, asked, {"revision": "1", "answer": "Said too late."})
    assert late.status_code == 409
    assert "What you typed has not been sent: Said too late." in visible(late.text)
    after = visible((await client.get(asked)).text)
    assert ACCOUNT not in after
    assert QUESTION not in after
    await as_(client, tools, parties.office, Role.CASEWORKER)
    page = visible((await client.get(f"/desk/cases/{case.reference}")).text)
    assert "The rule of 1987." in page


async def test_after_taking_back_the_owner_finds_nothing(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, parties: Parties
):
    case = await a_case(installation, country="VN")
    await as_(client, tools, parties.office, Role.CASEWORKER)
    await put_to_owner(client, case.reference, parties.system)
    address = f"/desk/cases/{case.reference}"
    await press(client, address, move="take_back", take_back_reason="Wrong system")
    await as_(client, tools, parties.owner, Role.SYSTEM_OWNER)
    assert (await client.get(f"/desk/asked/{case.reference}")).status_code == 404
    assert case.reference not in (await client.get("/desk/asked")).text


async def test_an_owner_who_is_late_reads_so_above_the_answer(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, parties: Parties,
    administrator,
):  # fmt: skip
    case = await a_case(installation, country="VN")
    asked = f"/desk/asked/{case.reference}"
    await as_(client, tools, parties.office, Role.CASEWORKER)
    await put_to_owner(client, case.reference, parties.system)
    await as_(client, tools, parties.owner, Role.SYSTEM_OWNER)
    assert "Late" not in visible((await client.get(asked)).text)
    late = "UPDATE inquiries SET due_at = now() - interval '1 day' WHERE case_id = %s"
    administrator.execute(late, (case.id,))
    assert "Late Please answer by" in visible((await client.get(asked)).text)


async def test_an_owner_cannot_open_the_pages_of_the_office(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, parties: Parties
):
    case = await a_case(installation, country="VN")
    await as_(client, tools, parties.office, Role.CASEWORKER)
    await put_to_owner(client, case.reference, parties.system)
    await as_(client, tools, parties.owner, Role.SYSTEM_OWNER)
    assert (await client.get(f"/desk/cases/{case.reference}")).status_code == 403
    assert (await client.get("/desk/")).headers["location"] == "/desk/asked"


async def test_the_people_of_the_owner_are_told_that_they_are_asked(
    tools: Tools, installation: Installation, administrator, parties: Parties
):
    case = await a_case(installation, country="VN")
    member = await a_member(tools.engine, parties.owner.id, Role.SYSTEM_OWNER)
    async with transaction(tools.engine) as session:
        await tell_owner(session, case.id, parties.owner.id, clock.now())
    told = administrator.execute(
        "SELECT o.template FROM outbox o JOIN staff s ON s.id = o.staff_id"
        " WHERE o.case_id = %s AND s.email = %s", (case.id, member.email),
    ).fetchall()  # fmt: skip
    assert told == [("owner_question",)]
