"""Every desk reads the register; only its owner writes of a system, said by the database itself."""

from uuid import uuid4

import psycopg
import pytest

from backend.app import Installation
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.systems.actions import DeclaredOversight, add_version, declare_oversight
from tests.factories.asking import Parties, some_parties

WRITES = {
    "another's text": "UPDATE system_texts SET text = 'x' WHERE system_id = %(other)s",
    "another's phase": "UPDATE systems SET phase = 'retired' WHERE id = %(other)s",
    "a version of another's": "INSERT INTO system_versions VALUES"
    " (gen_random_uuid(), %(other)s, %(owner)s, '9', '2026-01-01', '2026-01-01')",
    "a version in its name": "INSERT INTO system_versions VALUES"
    " (gen_random_uuid(), %(other)s, %(mine)s, '9', '2026-01-01', '2026-01-01')",
    "a text of another's": "INSERT INTO system_texts VALUES"
    " (%(other)s, %(mine)s, 'name', 'pt', 'x', 1, '2026-01-01')",
    "giving a system away": "UPDATE systems SET owner_id = %(owner)s WHERE id = %(own)s",
    "an update undone": "DELETE FROM model_updates WHERE owner_id = %(mine)s",
    "a link by hand": "INSERT INTO model_update_cases VALUES (gen_random_uuid(),"
    " gen_random_uuid(), ARRAY[%(mine)s::uuid], gen_random_uuid(), gen_random_uuid(), now())",
}


@pytest.fixture(scope="module")
async def mine(tools: Tools) -> Parties:
    return await some_parties(tools)


@pytest.fixture(scope="module")
async def theirs(tools: Tools) -> Parties:
    return await some_parties(tools)


@pytest.mark.parametrize("what", WRITES)
def test_a_desk_cannot_write(what: str, database: Addresses, mine: Parties, theirs: Parties):
    facts = {
        "own": mine.system.id, "other": theirs.system.id, "mine": mine.owner.id,
        "owner": theirs.owner.id,
    }  # fmt: skip
    with psycopg.connect(database.desk) as connection:
        connection.execute(f"SET LOCAL suara.organisation = '{mine.owner.id}'")
        try:
            changed = connection.execute(WRITES[what], facts).rowcount
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation):
            changed = 0
    assert changed == 0


async def test_a_desk_reads_every_system_and_writes_of_its_own(
    installation: Installation, database: Addresses, mine: Parties, theirs: Parties
):
    async with transaction(installation.engines["desk"], organisation=mine.owner.id) as session:
        await add_version(session, mine.system.id, f"v{uuid4()}", mine.system.published_on)
        await declare_oversight(
            session, mine.system.id, DeclaredOversight("in_the_loop"), mine.system.published_on
        )
    with psycopg.connect(database.desk) as connection:
        connection.execute(f"SET LOCAL suara.organisation = '{mine.owner.id}'")
        read = connection.execute("SELECT id FROM systems").fetchall()
    assert {(mine.system.id,), (theirs.system.id,)} <= set(read)
