"""What everybody reads is kept in the process, and read anew once it has changed."""

from uuid import UUID

import psycopg
import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.app import Installation
from backend.database.doors import Door, transaction
from backend.database.kept import kept
from backend.sealing.tools import Tools
from tests.factories.accounts import an_organisation

asked: list[UUID] = []


@kept
async def contact_of(session: AsyncSession, office: UUID) -> str:
    asked.append(office)
    connection = await session.connection()
    found = await connection.exec_driver_sql(
        "SELECT contact FROM organisations WHERE id = %s", (office,)
    )
    return str(found.scalar_one())


async def write(session: Door, office: UUID, contact: str) -> None:
    connection = await session.connection()
    await connection.exec_driver_sql(
        "UPDATE organisations SET contact = %s WHERE id = %s", (contact, office)
    )


@pytest.fixture
async def office(tools: Tools) -> UUID:
    return (await an_organisation(tools.engine, tools.keyring.master)).id


async def read(installation: Installation, office: UUID) -> str:
    async with transaction(installation.engines["public"]) as session:
        return await contact_of(session, office)


async def test_an_answer_is_read_once_until_something_changes(
    installation: Installation, administrator: psycopg.Connection, office: UUID
):
    assert await read(installation, office) == await read(installation, office)
    assert asked.count(office) == 1

    change = "UPDATE organisations SET contact = 'Room 9' WHERE id = %s"
    administrator.execute(change, (office,))

    assert await read(installation, office) == "Room 9"
    assert asked.count(office) == 2


async def test_a_change_that_is_taken_back_leaves_nothing_behind(
    installation: Installation, tools: Tools, office: UUID
):
    before = await read(installation, office)
    async with Door(tools.engine) as session:
        await write(session, office, "Room 10")
        assert await contact_of(session, office) == "Room 10"
        assert await read(installation, office) == before, "seen before it was committed"
        assert await contact_of(session, office) == "Room 10"
        await session.rollback()

    assert await read(installation, office) == before
