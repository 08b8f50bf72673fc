"""What the database shows to the owner of a system: before it is asked, while it is, and after."""

from uuid import UUID, uuid4

import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.cases.rules.workflow import NoSuchMove
from backend.database.doors import transaction
from backend.errors import Absent, Unacceptable
from backend.sealing.tools import Tools
from backend.triage.actions import asking_owner, assessing, writing
from backend.triage.rules.typed import Words
from tests.factories.office import Desk, a_desk
from tests.factories.systems import a_system

#: Every table whose rows belong to a case.
TABLES = [
    "grievances", "contacts", "messages", "files", "key_slots", "clocks", "acts", "decisions",
    "promised_remedies", "notes", "inquiries", "referrals", "events", "outbox",
]  # fmt: skip
NOTHING = dict.fromkeys(["cases", *TABLES], 0)


@pytest.fixture(scope="module")
async def desk(tools: Tools, installation: Installation) -> Desk:
    return await a_desk(tools, installation)


async def seen_by_owner(desk: Desk, case: OpenedCase) -> dict[str, int]:
    """How many rows of the case each table shows to the owner's people."""
    engine = desk.installation.engines["desk"]
    async with transaction(engine, organisation=desk.owner.id) as session:
        connection = await session.connection()
        found = {}
        for table in NOTHING:
            key = "id" if table == "cases" else "case_id"
            query = f"SELECT count(*) FROM {table} WHERE {key} = %s"  # noqa: S608  our own names
            rows = await connection.exec_driver_sql(query, (case.id,))
            found[table] = rows.scalar_one()
        return found


async def a_full_case(desk: Desk, administrator: psycopg.Connection) -> tuple[OpenedCase, UUID]:
    """With contact, two files, a message and a note; assessed. Gives the file to be ticked."""
    case = await desk.case(contact_way="email", email="som@example.org")
    files = [uuid4(), uuid4()]
    for file_id in files:
        administrator.execute(
            "INSERT INTO files (case_id, id, parties, media_type, extension, size, at)"
            " VALUES (%s, %s, %s, 'text/plain', 'txt', 5, now())",
            (case.id, file_id, [desk.office.id]),
        )
    await desk.do(writing.send_message, case, Words("Hello"))
    await desk.do(writing.add_note, case, Words("Only for us"))
    await desk.do(assessing.assess, case, desk.described())
    return case, files[0]


async def ask(desk: Desk, case: OpenedCase, *ticked: UUID) -> None:
    await desk.do(asking_owner.put_to_owner, case, Words("Why?", desk.system, files=ticked))


async def test_the_owner_sees_account_ticked_file_question_and_clocks_and_only_while_asked(
    desk: Desk, administrator: psycopg.Connection
):
    case, ticked = await a_full_case(desk, administrator)
    assert await seen_by_owner(desk, case) == NOTHING
    await ask(desk, case, ticked)
    asked = {"cases": 1, "grievances": 1, "files": 1, "key_slots": 1, "inquiries": 1, "clocks": 2}
    assert await seen_by_owner(desk, case) == NOTHING | asked
    owner = await desk.member(Role.SYSTEM_OWNER)
    await desk.do(asking_owner.answer, case, Words("Because."), member=owner)
    assert await seen_by_owner(desk, case) == NOTHING | {"cases": 1, "inquiries": 1}


async def test_the_owner_holds_the_account_key_and_no_other_while_it_is_asked(
    desk: Desk, administrator: psycopg.Connection
):
    case, _ = await a_full_case(desk, administrator)
    await ask(desk, case)
    owner = await desk.member(Role.SYSTEM_OWNER)
    async with desk.work(owner, case.reference, (None, None)) as (_session, work):
        assert work.keys.keys() == {"account"}
        assert work.mover.kinds == {"system_owner"}
    await desk.do(asking_owner.take_back, case, Words("Wrong system"))
    assert await seen_by_owner(desk, case) == NOTHING
    with pytest.raises(Absent):
        await desk.do(asking_owner.answer, case, Words("Too late"), member=owner)


async def test_words_written_while_the_owner_is_asked_stay_closed_to_it(
    desk: Desk, administrator: psycopg.Connection
):
    case, _ = await a_full_case(desk, administrator)
    await ask(desk, case)
    before = await seen_by_owner(desk, case)
    await desk.do(writing.send_message, case, Words("We asked them."))
    await desk.do(writing.add_note, case, Words("They are slow."))
    assert await seen_by_owner(desk, case) == before


async def test_an_owner_that_was_not_asked_yet_or_has_answered_takes_no_move(
    desk: Desk, administrator: psycopg.Connection
):
    case, _ = await a_full_case(desk, administrator)
    owner = await desk.member(Role.SYSTEM_OWNER)
    with pytest.raises(Absent):
        await desk.do(asking_owner.answer, case, Words("Unasked"), member=owner)
    await ask(desk, case)
    await desk.do(asking_owner.answer, case, Words("Once"), member=owner)
    with pytest.raises(NoSuchMove):
        await desk.do(asking_owner.answer, case, Words("Twice"), member=owner)


async def test_a_case_is_not_put_to_the_office_itself_nor_to_a_system_that_is_not_known(
    desk: Desk, tools: Tools
):
    own = (await a_system(tools.engine, desk.office.id)).slug
    case = await desk.case()
    await desk.do(assessing.assess, case, desk.described())
    for slug in (own, "no-such-system", ""):
        with pytest.raises(Unacceptable):
            await desk.do(asking_owner.put_to_owner, case, Words("Why?", slug))
