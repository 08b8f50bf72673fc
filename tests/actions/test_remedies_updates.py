"""Model updates that answer cases: who may say so, and what the people of the cases are told."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest

from backend import clock
from backend.accounts.queries import held_keys
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.actions.sharing import stop_asking_owner
from backend.cases.queries.cases import lock_case
from backend.database.doors import enter, transaction
from backend.errors import Unacceptable
from backend.grievances.queries.stories import MessageLine, messages
from backend.remedies.actions.recording import link_cases, record_model_update
from backend.remedies.actions.telling import tell_complainants
from backend.remedies.queries.answered import answering, links_of_update
from backend.remedies.queries.put_to_us import cases_put_to, open_by_system
from backend.remedies.rules import DescribedUpdate, Recorder
from backend.sealing.queries import keys_for_organisation
from backend.sealing.tools import Tools
from tests.factories.asking import (
    Parties,
    a_case_put_to_owner,
    some_parties,
    the_office_takes_back,
    the_owner_answers,
)
from tests.factories.cases import a_case

TEXTS = {
    "en": {"what_changed": "Old records are ignored.", "why": "They were wrong."},
    "th": {"what_changed": "ไม่ใช้ข้อมูลเก่าอีก", "why": "ข้อมูลผิด"},
}


@pytest.fixture(scope="module")
async def parties(tools: Tools) -> Parties:
    return await some_parties(tools)


def an_update(*answers: str, **changes: object) -> DescribedUpdate:
    values: dict[str, object] = {
        "id": uuid4(), "version": "", "version_name": f"v{uuid4()}",
        "live_from": date(2026, 10, 1), "texts": TEXTS, "answers": answers,
    }  # fmt: skip
    return DescribedUpdate(**(values | changes))


async def recorded(
    installation: Installation, parties: Parties, *answers: str, **changes: object
) -> DescribedUpdate:
    update = an_update(*answers, **changes)
    by = Recorder(parties.owner.id, parties.answerer.id, clock.now())
    async with transaction(installation.engines["desk"], organisation=parties.owner.id) as session:
        await record_model_update(session, by, parties.system.id, update)
    return update


async def told(tools: Tools, case: OpenedCase, parties: Parties) -> list[MessageLine]:
    """What the portal itself has written to the person."""
    async with transaction(tools.engine) as session:
        held = await held_keys(session, tools.keyring, parties.office.id)
        keys = await keys_for_organisation(session, case.id, held)
        return [
            m for m in await messages(session, case.id, keys["account"]) if m.sender == "system"
        ]


async def links(tools: Tools, update_id: UUID) -> list[UUID]:
    async with transaction(tools.engine) as session:
        return [link.case_id for link in await links_of_update(session, update_id)]


async def test_the_person_of_each_case_is_told_once_in_their_language(
    installation: Installation, tools: Tools, administrator: psycopg.Connection, parties: Parties
):
    case = await a_case_put_to_owner(
        installation, parties, contact_way="email", email="somebody@example.org"
    )
    update = await recorded(installation, parties, case.reference)
    for _ in range(2):
        await tell_complainants(tools, update.id, clock.now())
    (message,) = await told(tools, case, parties)
    assert message.language == "en"
    for part in ("Pension check", update.version_name, "1 October 2026", *TEXTS["en"].values()):
        assert part in message.text
    waiting = administrator.execute(
        "SELECT template FROM outbox WHERE case_id = %s AND staff_id IS NULL", (case.id,)
    ).fetchall()
    assert waiting.count(("model_update",)) == 1


async def test_somebody_who_wrote_in_thai_is_told_in_thai_and_others_in_marked_english(
    installation: Installation, tools: Tools, administrator: psycopg.Connection, parties: Parties
):
    thai = await a_case_put_to_owner(installation, parties)
    lao = await a_case_put_to_owner(installation, parties)
    for case, tag in ((thai, "th"), (lao, "lo")):
        row = (tag, tag, case.id)
        administrator.execute(
            "UPDATE cases SET language = %s, interface_language = %s WHERE id = %s", row
        )
    update = await recorded(installation, parties, thai.reference, lao.reference)
    await tell_complainants(tools, update.id, clock.now())
    (in_thai,) = await told(tools, thai, parties)
    (in_english,) = await told(tools, lao, parties)
    assert (in_thai.language, in_english.language) == ("th", "en")
    assert TEXTS["th"]["what_changed"] in in_thai.text
    assert TEXTS["en"]["what_changed"] in in_english.text


async def test_linking_gives_the_owner_no_key_and_leaves_the_case_as_it_was(
    installation: Installation, administrator: psycopg.Connection, parties: Parties
):
    case = await a_case_put_to_owner(installation, parties)
    await the_owner_answers(installation, parties, case)
    before = administrator.execute("SELECT * FROM cases WHERE id = %s", (case.id,)).fetchone()
    await recorded(installation, parties, case.reference)
    after = administrator.execute("SELECT * FROM cases WHERE id = %s", (case.id,)).fetchone()
    assert before == after
    held = administrator.execute(
        "SELECT 1 FROM key_slots WHERE case_id = %s AND holder_id = %s", (case.id, parties.owner.id)
    ).fetchall()
    assert held == []


async def test_a_case_that_was_never_put_to_the_owner_cannot_be_linked(
    installation: Installation, tools: Tools, parties: Parties
):
    case = await a_case(installation, country="LA", system=parties.system.slug)
    with pytest.raises(Unacceptable):
        await recorded(installation, parties, case.reference)
    async with transaction(tools.engine) as session:
        put = await cases_put_to(session, parties.system.id)
    assert case.reference not in [line.reference for line in put]


async def test_the_database_too_refuses_to_link_a_case_that_was_not_put_to_the_owner(
    installation: Installation, tools: Tools, parties: Parties
):
    case = await a_case(installation, country="LA", system=parties.system.slug)
    update = await recorded(installation, parties)
    async with transaction(installation.engines["desk"], organisation=parties.owner.id) as session:
        answer = await (await session.connection()).exec_driver_sql(
            "SELECT link_update(%s, %s, %s, %s, now())",
            (uuid4(), update.id, case.id, parties.answerer.id),
        )
        assert answer.scalar_one() is None
    assert await links(tools, update.id) == []


async def test_what_was_taken_back_is_forgotten_with_its_link(
    installation: Installation, tools: Tools, parties: Parties
):
    case = await a_case_put_to_owner(installation, parties)
    update = await recorded(installation, parties, case.reference)
    assert await links(tools, update.id) == [case.id]
    await the_office_takes_back(installation, parties, case)
    async with transaction(installation.engines["desk"], organisation=parties.owner.id) as session:
        assert await links_of_update(session, update.id) == []
        put = await cases_put_to(session, parties.system.id)
    assert case.reference not in [line.reference for line in put]


async def test_an_update_sent_twice_is_recorded_once(
    installation: Installation, administrator: psycopg.Connection, parties: Parties
):
    update = await recorded(installation, parties)
    await recorded(installation, parties, id=update.id, version_name="Another name")
    rows = administrator.execute("SELECT 1 FROM model_updates WHERE id = %s", (update.id,))
    assert len(rows.fetchall()) == 1
    named = administrator.execute("SELECT 1 FROM system_versions WHERE name = 'Another name'")
    assert named.fetchall() == []


async def test_cases_can_be_linked_later_and_again_without_a_second_link(
    installation: Installation, tools: Tools, administrator: psycopg.Connection, parties: Parties
):
    case = await a_case_put_to_owner(installation, parties)
    update = await recorded(installation, parties)
    by = Recorder(parties.owner.id, parties.answerer.id, clock.now())
    for _ in range(2):
        async with transaction(
            installation.engines["desk"], organisation=parties.owner.id
        ) as session:
            await link_cases(session, by, (parties.system.id, update.id), (case.reference,))
    assert await links(tools, update.id) == [case.id]
    events = administrator.execute(
        "SELECT action FROM events WHERE case_id = %s AND action = 'case.update_linked'", (case.id,)
    ).fetchall()
    assert len(events) == 1


async def test_the_office_sees_which_updates_answer_its_case(
    installation: Installation, tools: Tools, parties: Parties
):
    case = await a_case_put_to_owner(installation, parties)
    update = await recorded(installation, parties, case.reference)
    async with transaction(installation.engines["desk"]) as session:
        await enter(session, organisation=parties.office.id)
        (found,) = await answering(session, case.id, "th")
    assert found.update.id == update.id
    assert found.update.what_changed.text == TEXTS["th"]["what_changed"]
    assert found.link.told_at is None


async def test_only_unanswered_cases_count_as_put_to_us_now(
    installation: Installation, tools: Tools
):
    parties = await some_parties(tools)
    case = await a_case_put_to_owner(installation, parties)
    async with transaction(tools.engine) as session:
        assert (await open_by_system(session, parties.owner.id))[parties.system.id] == 1
    await the_owner_answers(installation, parties, case)
    async with transaction(tools.engine) as session:
        assert (await open_by_system(session, parties.owner.id))[parties.system.id] == 0


async def test_telling_a_person_waits_for_the_office_that_takes_their_case_back(
    installation: Installation, tools: Tools, parties: Parties
):
    case = await a_case_put_to_owner(installation, parties)
    update = await recorded(installation, parties, case.reference)
    async with transaction(tools.engine) as office:
        held = await lock_case(office, case.id)
        assert held
        telling = asyncio.create_task(tell_complainants(tools, update.id, clock.now()))
        await asyncio.sleep(0.5)
        # What it changes of the link would wait for the teller for ever, held the other way round.
        await stop_asking_owner(office, held, forget=True)
    await telling
    assert len(await told(tools, case, parties)) == 1
