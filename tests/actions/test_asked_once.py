"""Within a transaction the same question is put once, until something may have changed."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import Organisation
from backend.database.asked import AskedOfEach, asked_once, only_reads
from backend.database.doors import Door, enter, transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation

put: list[UUID] = []


@asked_once
async def contact_of(session: AsyncSession, office: UUID) -> str | None:
    put.append(office)
    query = select(Organisation.contact).where(Organisation.id == office)
    return (await session.exec(query)).one()


@pytest.fixture
async def office(tools: Tools) -> UUID:
    return (await an_organisation(tools.engine, tools.keyring.master)).id


async def write(session: Door, office: UUID, contact: str) -> None:
    await session.exec(
        update(Organisation).where(col(Organisation.id) == office).values(contact=contact)
    )


async def test_it_is_put_once_in_each_transaction(tools: Tools, office: UUID):
    for _ in range(2):
        async with transaction(tools.engine) as session:
            assert await contact_of(session, office) == await contact_of(session, office)

    assert put.count(office) == 2


async def test_what_was_written_is_read_again(tools: Tools, office: UUID):
    async with transaction(tools.engine) as session:
        await contact_of(session, office)
        await write(session, office, "Room 9")
        assert await contact_of(session, office) == "Room 9"


async def test_what_was_not_sent_yet_is_read_again(tools: Tools, office: UUID):
    async with transaction(tools.engine) as session:
        await contact_of(session, office)
        (
            await session.exec(select(Organisation).where(Organisation.id == office))
        ).one().contact = "Room 10"
        assert await contact_of(session, office) == "Room 10"


async def test_what_was_undone_is_read_again(tools: Tools, office: UUID):
    async with transaction(tools.engine) as session:
        before = await contact_of(session, office)
        savepoint = await session.begin_nested()
        await write(session, office, "Room 11")
        assert await contact_of(session, office) == "Room 11"
        await savepoint.rollback()
        assert await contact_of(session, office) == before


async def test_whoever_waits_for_a_lock_reads_what_others_wrote(tools: Tools, office: UUID):
    async with transaction(tools.engine) as session:
        await contact_of(session, office)
        async with transaction(tools.engine) as other:
            await write(other, office, "Room 12")
        row = select(Organisation.id).where(Organisation.id == office)
        await session.exec(row.with_for_update())
        assert await contact_of(session, office) == "Room 12"


async def test_another_is_told_another_answer(tools: Tools, office: UUID):
    async with transaction(tools.engine) as session:
        await contact_of(session, office)
        await enter(session, organisation=office)
        await contact_of(session, office)

    assert put.count(office) == 2


async def test_nothing_that_was_read_outlasts_the_transaction(tools: Tools, office: UUID):
    async with transaction(tools.engine) as session:
        await contact_of(session, office)
        held = (await session.connection()).sync_connection.info["asked"]
        assert held

    assert not held


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO acts VALUES (1)",
        "UPDATE acts SET move = 'x'",
        "DELETE FROM acts",
        "WITH gone AS (DELETE FROM acts RETURNING id) SELECT id FROM gone",
        "SELECT share_case(%s)",
        "SELECT id \nFROM cases FOR UPDATE",
        "SELECT id FROM cases FOR NO KEY UPDATE OF cases",
        "SELECT id FROM cases FOR SHARE",
    ],
)
def test_what_may_write_or_wait_is_told_from_what_reads(statement: str):
    assert not only_reads(statement)
    assert only_reads("\nSELECT id \nFROM cases WHERE platFORM = 'FOR'")
    assert only_reads("WITH first AS MATERIALIZED (SELECT id FROM cases) SELECT id FROM first")


asked_together: list[list[UUID]] = []


@AskedOfEach
async def contacts_of(session: AsyncSession, offices: Sequence[UUID]) -> Mapping[UUID, str | None]:
    asked_together.append(list(offices))
    query = select(Organisation.id, Organisation.contact).where(col(Organisation.id).in_(offices))
    return dict.fromkeys(offices) | dict((await session.exec(query)).all())


async def test_what_was_asked_of_many_is_known_of_each_until_something_is_written(
    tools: Tools, office: UUID
):
    nobody = uuid4()
    async with transaction(tools.engine) as session:
        await write(session, office, "Room 11")
        assert await contacts_of(session, office) == "Room 11"
        assert await contacts_of.of_each(session, [office, nobody]) == {
            office: "Room 11",
            nobody: None,
        }
        assert await contacts_of(session, nobody) is None
        await write(session, office, "Room 12")
        assert await contacts_of(session, office) == "Room 12"

    assert asked_together == [[office], [nobody], [office]]
