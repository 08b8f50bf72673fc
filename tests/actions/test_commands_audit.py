"""``suara audit verify``: an operator who doubts gets the first thing that does not fit."""

import psycopg
import pytest

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.rules import Role
from backend.app import Installation
from backend.audit.actions import seal_new_events
from backend.database.addresses import Addresses
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation
from tests.factories.commands import suara, variables_of


@pytest.fixture
def here(database: Addresses, installation: Installation) -> dict[str, str]:
    return variables_of(database, installation.settings)


@pytest.fixture
async def office(tools: Tools) -> NewOrganisation:
    """With two sealed events: somebody was invited, and joined."""
    made = await an_organisation(tools.engine, tools.keyring.master)
    await a_member(tools.engine, made.id, Role.AUDITOR)
    async with transaction(tools.engine) as session:
        await seal_new_events(session, clock.now())
    return made


async def test_a_record_that_fits_is_said_to_fit(here: dict[str, str], office: NewOrganisation):
    del office
    said = suara("audit", "verify", **here)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The record fits its ")


async def test_a_changed_event_is_named_and_the_exit_code_says_so(
    here: dict[str, str], office: NewOrganisation, administrator: psycopg.Connection
):
    change = "UPDATE events SET action = %s WHERE case_id = %s AND action = %s RETURNING id"
    administrator.execute("SET session_replication_role = replica")
    try:
        row = administrator.execute(change, ("x", office.id, "staff.joined")).fetchone()
        said = suara("audit", "verify", **here)
        administrator.execute(change, ("staff.joined", office.id, "x"))
    finally:
        administrator.execute("RESET session_replication_role")
    assert row
    assert said.code == 1
    assert f"event {row[0]}: the event is not what was sealed" in said.out
    assert suara("audit", "verify", **here).code == 0


def test_without_a_database_it_says_what_to_start(tmp_path):
    said = suara("audit", "verify", data_dir=str(tmp_path))
    assert said.code == 1
    assert said.err.startswith("There is no database yet.")
    assert said.err.count("\n") == 1
