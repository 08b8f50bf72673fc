"""The desk's pages, as staff use them."""

import re
from datetime import timedelta

import httpx
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.cases import ACCOUNT, a_case
from tests.factories.desk import ASSESS, enter, press
from tests.factories.pages import send_form, visible


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    master = tools.keyring.master
    return await an_organisation(tools.engine, master, country="SG", locale="en", intake=True)


async def test_a_new_complaint_stands_in_the_queue_of_its_office(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.CASEWORKER)
    assert case.reference in (await client.get("/desk/")).text
    found = await client.get("/desk/", params={"q": case.reference.lower()})
    assert case.reference in found.text


async def test_the_case_page_shows_the_words_of_the_person(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.CASEWORKER)
    page = await client.get(f"/desk/cases/{case.reference}")
    assert page.status_code == 200
    assert ACCOUNT in visible(page.text)
    assert "Send to the complainant" in page.text
    assert "Add internal note" in page.text


async def test_a_case_of_another_office_is_absent_like_one_that_never_was(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    other = await an_organisation(tools.engine, tools.keyring.master, country="KH")
    await enter(client, tools, other, Role.SUPERVISOR)
    foreign = await client.get(f"/desk/cases/{case.reference}")
    absent = await client.get("/desk/cases/SG-2026-00000-0")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert case.reference not in visible(foreign.text)


async def test_a_case_is_worked_from_receipt_to_closing(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.CASEWORKER)
    proposal = {
        "move": "propose", "outcome": "upheld", "outcome_reason": "You are right.",
        "reason_language": "en", "remedy_1": "RM02", "remedy_1_due": "2030-01-31",
    }  # fmt: skip
    for fields in ({"move": "acknowledge"}, ASSESS, proposal):
        answer = await press(client, case.reference, fields)
        assert answer.status_code == 303, visible(answer.text)
    await client.get("/desk/")
    client.cookies.clear()
    await enter(client, tools, office, Role.SUPERVISOR)
    assert (await press(client, case.reference, {"move": "decide"})).status_code == 303
    client.cookies.clear()
    await enter(client, tools, office, Role.REVIEWER)
    closing = {"move": "close", "lifecycle_stage": "LC2", "root_cause": "security"}
    assert (await press(client, case.reference, closing)).status_code == 303
    page = visible((await client.get(f"/desk/cases/{case.reference}")).text)
    assert "Case closed" in page
    assert "You are right." in page


async def test_a_missing_answer_keeps_what_was_typed(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.CASEWORKER)
    fields = {"move": "refer", "referral_body": "police", "referral_letter": "Dear colleagues"}
    answer = await press(client, case.reference, fields)
    assert answer.status_code == 422
    assert "Dear colleagues" in answer.text


async def test_contact_details_open_only_with_a_reason(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    contact = {"contact_way": "email", "email": "som@example.org"}
    case = await a_case(installation, country="SG", **contact)
    await enter(client, tools, office, Role.CASEWORKER)
    address = f"/desk/cases/{case.reference}"
    refused = await send_form(client, address, {"act": "open_contact"})
    assert refused.status_code == 422
    assert "som@example.org" not in refused.text
    opened = await send_form(client, address, {"act": "open_contact", "contact_reason": "To call"})
    assert "som@example.org" in opened.text


async def test_an_auditor_reads_and_changes_nothing(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.AUDITOR)
    address = f"/desk/cases/{case.reference}"
    assert (await client.get(address)).status_code == 200
    answer = await send_form(client, address, {"act": "note", "note": "x"})
    assert answer.status_code == 403


async def test_a_returned_proposal_is_made_anew_and_its_remedy_marked_as_done(
    client: httpx.AsyncClient,
    tools: Tools,
    installation: Installation,
    office: NewOrganisation,
    monkeypatch: pytest.MonkeyPatch,
):
    """On the day of the office: by the clock of the machine it is still the day before."""
    late = clock.now().replace(hour=23, minute=30)
    monkeypatch.setattr(clock, "now", lambda: late)
    case, other = [await a_case(installation, country="SG") for _ in range(2)]
    await enter(client, tools, office, Role.SUPERVISOR)
    proposal = {
        "move": "propose", "outcome": "duplicate", "duplicate_of": other.reference,
        "outcome_reason": "See there.", "reason_language": "en", "remedy_1": "RM02",
        "remedy_1_due": "2030-01-31",
    }  # fmt: skip
    wrong = proposal | {"duplicate_of": case.reference}
    await press(client, case.reference, ASSESS)
    assert (await press(client, case.reference, wrong)).status_code == 422
    assert (await press(client, case.reference, proposal)).status_code == 303
    assert (await press(client, case.reference, {"move": "decide"})).status_code == 409
    returned = {"move": "return_proposal", "return_note": "Look again"}
    assert (await press(client, case.reference, returned)).status_code == 303
    assert (await press(client, case.reference, proposal)).status_code == 303
    client.cookies.clear()
    await enter(client, tools, office, Role.REVIEWER)
    assert (await press(client, case.reference, {"move": "decide"})).status_code == 303
    page = await client.get(f"/desk/cases/{case.reference}")
    remedy = re.findall('name="remedy" value="([^"]+)"', page.text)[0]
    done = await press(client, case.reference, {"act": "remedy_done", "remedy": remedy})
    assert done.status_code == 303
    tomorrow = late.date() + timedelta(days=1)
    page = visible((await client.get(f"/desk/cases/{case.reference}")).text)
    assert f"done on {tomorrow.day} {tomorrow:%B %Y}" in page


async def test_a_referred_case_shows_the_letter_and_offers_no_further_move(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.CASEWORKER)
    fields = {"referral_body": "police", "referral_letter": "Dear", "referral_address": "Main St"}
    assert (await press(client, case.reference, {"move": "refer"} | fields)).status_code == 303
    page = (await client.get(f"/desk/cases/{case.reference}")).text
    assert "Main St" in page
    assert 'name="move"' not in page


async def test_the_summary_of_errors_names_each_field_where_its_sentence_fits_any(
    client: httpx.AsyncClient, tools: Tools, installation: Installation, office: NewOrganisation
):
    case = await a_case(installation, country="SG")
    await enter(client, tools, office, Role.CASEWORKER)
    address = f"/desk/cases/{case.reference}"
    answer = await send_form(client, address, {"move": "assess", "revision": "1", "seen": ""})
    assert answer.status_code == 422
    summary = answer.text.split("summary-of-errors")[1].split("</ul>")[0]
    links = re.findall(r'<a href="#(\w+)"><strong>([^<]+)</strong> ([^<]+)</a>', summary)
    fields = {field: name for field, name, _ in links}
    assert {"subtype", "harm", "reversibility", "account_language"} <= fields.keys()
    assert len(set(fields.values())) == len(fields)
    for field, name in fields.items():
        assert name in answer.text.split(summary)[1], field
