"""Facts: who may read them, that they outlive their case, and those of the demonstration."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest

from backend import clock
from backend.app import Installation
from backend.cases.queries.cases import lock_case
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.demonstration.cases import CasesToLoad
from backend.demonstration.earlier import earlier_facts
from backend.demonstration.reading import data
from backend.reports.actions.noting import note_facts
from backend.reports.rules.people import fact_key
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation
from tests.factories.cases import a_case
from tests.factories.doors import door, refused


@pytest.mark.parametrize("role", ["public", "desk"])
def test_no_door_reads_facts(database: Addresses, role: str):
    with door(database, role, organisation=uuid4()) as connection:
        assert refused(connection, "SELECT 1 FROM facts")


def test_the_public_door_cannot_ask_what_was_hidden_and_who_wrote(database: Addresses):
    with door(database, "public") as connection:
        for column in ("release", "composed_by", "published_by", "fault"):
            assert refused(connection, f"SELECT {column} FROM publications")  # noqa: S608 - ours
        assert not refused(connection, "SELECT figures FROM publications")


async def test_the_fact_of_a_destroyed_case_stays_as_it_was(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    await an_organisation(tools.engine, tools.keyring.master, country="LA", locale="en")
    case = await a_case(installation, country="LA", contact_way="email", email="a@example.org")
    key = fact_key(tools.keyring.master.facts_key, case.id)
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, case.id, clock.now())
    find = "SELECT * FROM facts WHERE fact_key = %s"
    before = administrator.execute(find, (key,)).fetchall()
    assert len(before) == 1
    administrator.execute("DELETE FROM contacts WHERE case_id = %s", (case.id,))
    administrator.execute(
        "UPDATE cases SET destroyed_on = now(), stage = 'withdrawn' WHERE id = %s", (case.id,)
    )
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, case.id, clock.now())
    assert administrator.execute(find, (key,)).fetchall() == before
    assert str(case.id).encode() not in repr(before).encode()


async def test_one_person_who_complains_twice_counts_once_and_is_opened_once(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    await an_organisation(tools.engine, tools.keyring.master, country="VN", locale="en")
    about = {"country": "VN", "contact_way": "email", "email": "B@example.org"}
    cases = [await a_case(installation, **about), await a_case(installation, **about)]
    for case in (*cases, cases[0]):
        async with transaction(tools.engine) as session:
            await note_facts(session, tools.keyring, case.id, clock.now())
    keys = [fact_key(tools.keyring.master.facts_key, case.id) for case in cases]
    people = administrator.execute(
        "SELECT DISTINCT complainant_key FROM facts WHERE fact_key = ANY (%s)", (keys,)
    ).fetchall()
    assert len(people) == 1
    opened = administrator.execute(
        "SELECT count(*) FROM events WHERE action = 'contact.opened' AND case_id = %s",
        (cases[0].id,),
    ).fetchone()
    assert opened == (1,)


async def test_of_two_jobs_about_one_case_the_fact_keeps_what_the_case_is_now(
    tools: Tools, installation: Installation, administrator: psycopg.Connection
):
    await an_organisation(tools.engine, tools.keyring.master, country="LA", locale="en")
    case = await a_case(installation, country="LA")
    async with transaction(tools.engine) as moving:
        await lock_case(moving, case.id)
        earlier = asyncio.create_task(noted_alone(tools, case.id))
        await asyncio.sleep(0.5)
        await (await moving.connection()).exec_driver_sql(
            "UPDATE cases SET severity = 'S3' WHERE id = %s", (case.id,)
        )
    await earlier
    key = fact_key(tools.keyring.master.facts_key, case.id)
    found = administrator.execute("SELECT severity FROM facts WHERE fact_key = %s", (key,))
    assert found.fetchone() == ("S3",)


async def noted_alone(tools: Tools, case_id: UUID) -> None:
    async with transaction(tools.engine) as session:
        await note_facts(session, tools.keyring, case_id, clock.now())


def some_wanted(at: datetime) -> CasesToLoad:
    known = data("organisations")
    organisations = {e["slug"]: uuid4() for e in (*known["offices"], *known["owners"])}
    systems = {entry["slug"]: uuid4() for entry in data("systems")}
    updates = [(uuid4(), u["system"], u["answers"]) for u in data("updates")]
    return CasesToLoad(organisations, {}, systems, updates, at)


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2027, 1, 1), date(2028, 3, 31)])
def test_the_demonstrations_earlier_facts_are_the_same_for_the_same_day(day: date):
    wanted = some_wanted(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    facts = list(earlier_facts(wanted))
    assert facts == list(earlier_facts(wanted))
    assert len(facts) == 1000
    assert len({fact.complainant_key for fact in facts}) == 1000
    assert any(fact.updates for fact in facts)


def test_the_demonstrations_earlier_facts_are_of_finished_complaints():
    at = datetime(2027, 1, 1, 9, tzinfo=UTC)
    for fact in earlier_facts(some_wanted(at)):
        assert fact.received_on < fact.closed_on < at.date()
        assert fact.stage in {"closed", "withdrawn"}
        assert fact.category == fact.subtype[0]
        assert (fact.t5_hours is None) == (fact.outcome == "withdrawn")
        assert fact.t6_hours is None or fact.t5_hours is not None
        assert fact.requests_in_time + fact.requests_unanswered <= fact.requests_asked
