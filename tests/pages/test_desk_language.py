"""Staff correct the language of a complaint: on record, and counted in the report."""

import httpx
import psycopg
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.database.doors import transaction
from backend.reports.actions.noting import note_facts
from backend.reports.rules.people import fact_key
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.desk import ASSESS, enter, press
from tests.factories.filing import file_complaint

ACCOUNT = "Permohonan saya ditolak kerana mesin tersilap membaca nombor kad pengenalan."
TO_INDONESIAN = {"act": "correct_language", "read_language": "id"}
CASE = "SELECT id, language_read, language, language_corrected_by FROM cases WHERE reference = %s"


@pytest.fixture(scope="module")
async def office(tools: Tools) -> NewOrganisation:
    master = tools.keyring.master
    return await an_organisation(tools.engine, master, country="BN", locale="en", intake=True)


@pytest.fixture
async def reference(client: httpx.AsyncClient, tools: Tools, office: NewOrganisation) -> str:
    """Of a complaint in Malay, with a caseworker who has its page open."""
    filed = await file_complaint(client, country="BN", account=ACCOUNT)
    client.cookies.clear()
    await enter(client, tools, office, Role.CASEWORKER)
    return filed.reference


def languages_of(administrator: psycopg.Connection, reference: str) -> tuple[str, ...]:
    row = administrator.execute(CASE, (reference,)).fetchone()
    assert row
    return tuple(row[1:])


async def test_a_caseworker_corrects_the_language_and_the_record_says_so(
    client: httpx.AsyncClient, administrator: psycopg.Connection, reference: str
):
    assert languages_of(administrator, reference) == ("ms", "ms", "none")
    assert (await press(client, reference, TO_INDONESIAN)).status_code == 303
    assert languages_of(administrator, reference) == ("ms", "id", "staff")
    page = (await client.get(f"/desk/cases/{reference}")).text
    assert "A program read it as Malay. Staff corrected that." in page
    facts = administrator.execute(
        "SELECT facts FROM events e JOIN cases c ON c.id = e.case_id"
        " WHERE c.reference = %s AND action = 'case.language_corrected'",
        (reference,),
    ).fetchall()
    assert facts == [({"from_language": "ms", "to_language": "id"},)]


async def test_to_choose_what_it_is_in_already_corrects_nothing(
    client: httpx.AsyncClient, administrator: psycopg.Connection, reference: str
):
    same = TO_INDONESIAN | {"read_language": "ms"}
    assert (await press(client, reference, same)).status_code == 303
    assert languages_of(administrator, reference) == ("ms", "ms", "none")


async def test_going_back_to_what_was_read_takes_the_correction_away(
    client: httpx.AsyncClient, administrator: psycopg.Connection, reference: str
):
    for tag in ("id", "ms"):
        await press(client, reference, TO_INDONESIAN | {"read_language": tag})
    assert languages_of(administrator, reference) == ("ms", "ms", "none")


async def test_an_assessment_may_correct_it_too(
    client: httpx.AsyncClient, administrator: psycopg.Connection, reference: str
):
    answer = await press(client, reference, ASSESS | {"account_language": "id"})
    assert answer.status_code == 303
    assert languages_of(administrator, reference) == ("ms", "id", "staff")


async def test_a_language_that_is_no_choice_is_refused(
    client: httpx.AsyncClient, administrator: psycopg.Connection, reference: str
):
    answer = await press(client, reference, TO_INDONESIAN | {"read_language": "klingon"})
    assert answer.status_code == 422
    assert languages_of(administrator, reference) == ("ms", "ms", "none")


async def test_the_fact_row_knows_who_corrected_it(
    client: httpx.AsyncClient, tools: Tools, administrator: psycopg.Connection, reference: str
):
    await press(client, reference, TO_INDONESIAN)
    row = administrator.execute(CASE, (reference,)).fetchone()
    assert row
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, row[0], clock.now())
    fact = administrator.execute(
        "SELECT language_read, language_corrected_by FROM facts WHERE fact_key = %s",
        (fact_key(tools.keyring.master.facts_key, row[0]),),
    ).fetchone()
    assert fact == ("ms", "staff")
