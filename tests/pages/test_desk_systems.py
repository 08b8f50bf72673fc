"""The owner's pages at the desk: its systems, what people read of them, model updates."""

import re

import httpx
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, sign_in
from tests.factories.asking import Parties, a_case_put_to_owner, some_parties, the_owner_answers
from tests.factories.pages import send_form, visible
from tests.factories.systems import a_system

WORDS = {
    "name_en": "Pension check", "purpose_en": "It decides about pensions.",
    "human_oversight_en": "An officer.", "name_th": "ตรวจบำนาญ", "purpose_th": "ตัดสินบำนาญ",
    "human_oversight_th": "เจ้าหน้าที่", "contact": "ai@example.org",
}  # fmt: skip
FACTS = {
    "sector": "SE3", "countries": "TH", "phase": "pilot", "risk_tier": "low",
    "risk_basis": "self_declared", "automation_level": "fully_automated",
    "oversight_mode": "over_the_loop", "oversight_role": "Officer", "evidence_kind": "audit",
    "evidence_on": "2026-10-01",
}  # fmt: skip
UPDATE = {
    "version": "new", "version_name": "3.0", "live_from": "2026-11-01",
    "what_changed_en": "Old records are ignored.", "why_en": "They were wrong.",
    "what_changed_th": "ไม่ใช้ข้อมูลเก่า", "why_th": "ข้อมูลผิด",
}  # fmt: skip


@pytest.fixture(scope="module")
async def parties(tools: Tools) -> Parties:
    return await some_parties(tools)


@pytest.fixture
async def owner(client: httpx.AsyncClient, parties: Parties) -> httpx.AsyncClient:
    await sign_in(client, parties.answerer)
    return client


async def test_the_list_shows_our_systems_and_how_many_cases_are_put_to_us_now(
    client: httpx.AsyncClient, installation: Installation, tools: Tools
):
    parties = await some_parties(tools)
    await a_case_put_to_owner(installation, parties)
    answered = await a_case_put_to_owner(installation, parties)
    await the_owner_answers(installation, parties, answered)
    await sign_in(client, parties.answerer)
    page = visible((await client.get("/desk/systems")).text)
    assert "Pension check" in page
    assert "1 case is put to us now" in page
    assert "No model update yet" in page


async def test_an_organisation_without_systems_reads_what_would_be_listed(
    client: httpx.AsyncClient, tools: Tools
):
    parties = await some_parties(tools)
    other = await some_parties(tools)
    await sign_in(client, await a_member(tools.engine, parties.office.id, Role.SYSTEM_OWNER))
    page = visible((await client.get("/desk/systems")).text)
    assert "You have registered no AI system yet." in page
    assert other.system.slug not in page


async def test_a_registered_system_stands_in_the_public_register(owner: httpx.AsyncClient):
    fields = {**WORDS, **FACTS, "slug": "bn-pension-check", "act": "register"}
    answer = await send_form(owner, "/desk/systems/new", fields)
    assert answer.headers.get("location") == "/desk/systems/bn-pension-check", visible(answer.text)
    page = visible((await owner.get("/en/systems/bn-pension-check")).text)
    assert "It decides about pensions." in page
    again = await send_form(owner, "/desk/systems/new", fields)
    assert again.status_code == 422
    assert "Another system has this address already." in again.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "new"), ("slug", "Big"), ("name_th", ""), ("countries", "XX"), ("evidence_on", "?")],
)
async def test_what_is_missing_or_wrong_is_named_and_what_was_typed_is_kept(
    owner: httpx.AsyncClient, field: str, value: str
):
    fields = {**WORDS, **FACTS, "slug": "bn-another"} | {field: value}
    answer = await send_form(owner, "/desk/systems/new", fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "It decides about pensions." in answer.text


async def test_changed_words_are_read_in_the_register_in_each_language(
    owner: httpx.AsyncClient, tools: Tools, parties: Parties
):
    system = await a_system(tools.engine, parties.owner.id)
    fields = {**WORDS, "name_en": "Renamed", "act": "words"}
    answer = await send_form(owner, f"/desk/systems/{system.slug}", fields)
    assert answer.status_code == 303, visible(answer.text)
    assert "Renamed" in (await owner.get(f"/en/systems/{system.slug}")).text
    assert "ตรวจบำนาญ" in (await owner.get(f"/th/systems/{system.slug}")).text
    form = (await owner.get(f"/desk/systems/{system.slug}")).text
    assert 'value="Renamed"' in form


async def test_of_two_who_change_the_words_at_once_the_second_is_told_and_loses_nothing(
    owner: httpx.AsyncClient, tools: Tools, parties: Parties
):
    system = await a_system(tools.engine, parties.owner.id)
    address = f"/desk/systems/{system.slug}"
    seen = re.findall('name="mark" value="([^"]+)"', (await owner.get(address)).text)[0]
    fields = {**WORDS, "act": "words", "mark": seen}
    first = await send_form(owner, address, fields | {"name_en": "Quicker"})
    second = await send_form(owner, address, fields | {"name_en": "Slower"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert 'value="Slower"' in second.text
    assert "Somebody changed this in the meantime" in visible(second.text)
    again = re.findall('name="mark" value="([^"]+)"', second.text)[0]
    third = await send_form(owner, address, fields | {"name_en": "Slower", "mark": again})
    assert third.status_code == 303


async def test_changed_facts_replace_what_was_declared_before(
    owner: httpx.AsyncClient, tools: Tools, parties: Parties
):
    system = await a_system(tools.engine, parties.owner.id)
    address = f"/desk/systems/{system.slug}"
    for mode in ("over_the_loop", "none"):
        fields = {**FACTS, "oversight_mode": mode, "act": "facts"}
        assert (await send_form(owner, address, fields)).status_code == 303
    page = visible((await owner.get(f"/en/systems/{system.slug}")).text)
    assert "No person takes part" in page
    assert "A person watches and can step in" not in page


async def test_a_version_is_added_once(owner: httpx.AsyncClient, tools: Tools, parties: Parties):
    system = await a_system(tools.engine, parties.owner.id)
    fields = {"version_name": "2.4", "version_live_from": "2026-05-01", "act": "version"}
    address = f"/desk/systems/{system.slug}"
    assert (await send_form(owner, address, fields)).status_code == 303
    again = await send_form(owner, address, fields)
    assert again.status_code == 422
    assert "has a version of that name already" in again.text


async def test_an_update_with_the_cases_that_it_answers_is_recorded_and_shown(
    owner: httpx.AsyncClient, installation: Installation, parties: Parties
):
    cases = [await a_case_put_to_owner(installation, parties) for _ in range(2)]
    await the_owner_answers(installation, parties, cases[0])
    address = f"/desk/systems/{parties.system.slug}/updates/new"
    update = re.findall('name="update_id" value="([^"]+)"', (await owner.get(address)).text)[0]
    fields = {**UPDATE, "update_id": update, "cases": cases[0].reference}
    answer = await send_form(owner, address, fields)
    place = f"/desk/systems/{parties.system.slug}/updates/{update}"
    assert answer.headers.get("location") == place, visible(answer.text)
    page = visible((await owner.get(place)).text)
    assert f"{cases[0].reference} Person not told yet" in page
    assert "Link more cases" in page
    linked = await send_form(owner, place, {"cases": cases[1].reference})
    assert linked.status_code == 303
    assert f"{cases[1].reference} Person not told yet" in visible((await owner.get(place)).text)
    public = visible((await owner.get(f"/en/systems/{parties.system.slug}")).text)
    assert "Old records are ignored." in public
    assert cases[0].reference not in public


async def test_an_update_without_the_owners_own_language_is_refused_and_keeps_the_ticks(
    owner: httpx.AsyncClient, installation: Installation, parties: Parties
):
    case = await a_case_put_to_owner(installation, parties)
    address = f"/desk/systems/{parties.system.slug}/updates/new"
    fields = {**UPDATE, "why_th": "", "version_name": "4.0", "cases": case.reference}
    answer = await send_form(owner, address, fields)
    assert answer.status_code == 422
    assert 'href="#why_th"' in answer.text
    assert re.search(f'value="{case.reference}" checked', answer.text)


async def test_the_office_reads_the_update_on_the_page_of_its_case(
    client: httpx.AsyncClient, installation: Installation, tools: Tools
):
    parties = await some_parties(tools)
    case = await a_case_put_to_owner(installation, parties)
    await sign_in(client, parties.answerer)
    address = f"/desk/systems/{parties.system.slug}/updates/new"
    answer = await send_form(client, address, {**UPDATE, "cases": case.reference})
    assert answer.status_code == 303
    client.cookies.clear()
    await sign_in(client, parties.worker)
    page = visible((await client.get(f"/desk/cases/{case.reference}")).text)
    assert "Model updates that answer this case" in page
    assert "Old records are ignored." in page


async def test_another_organisations_system_is_absent_like_one_that_never_was(
    owner: httpx.AsyncClient, tools: Tools
):
    other = await some_parties(tools)
    pages = [
        (await owner.get(f"/desk/systems/{slug}{rest}"))
        for slug in (other.system.slug, "never-was")
        for rest in ("", "/updates/new")
    ]
    assert {page.status_code for page in pages} == {404}
    assert all(other.system.slug not in visible(page.text) for page in pages)


async def test_a_caseworker_has_no_systems(client: httpx.AsyncClient, parties: Parties):
    await sign_in(client, parties.worker)
    assert (await client.get("/desk/systems")).status_code == 403


async def test_linking_nothing_asks_for_a_choice(
    owner: httpx.AsyncClient, installation: Installation, parties: Parties
):
    await a_case_put_to_owner(installation, parties)
    address = f"/desk/systems/{parties.system.slug}/updates/new"
    answer = await send_form(owner, address, {**UPDATE, "version_name": "5.0"})
    refused = await send_form(owner, answer.headers["location"], {})
    assert refused.status_code == 422
    assert 'href="#cases"' in refused.text
