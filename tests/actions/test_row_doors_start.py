"""A door that could pass the row policies does not even start."""

import psycopg
import pytest

from backend.app import Installation, create_app
from backend.database.addresses import Addresses
from backend.database.doors import engine_for
from backend.sealing.tools import Tools
from backend.web.guard import DoorOwnsTables, refuse_owners_of_tables
from backend.worker import work
from tests.factories.databases import Moving
from tests.factories.doors import DOORS

pytestmark = pytest.mark.battery("T3b")


async def test_a_door_that_owns_tables_does_not_start(
    database: Addresses, installation: Installation, tools: Tools
):
    owner = engine_for(database.for_sqlalchemy("owner"))
    for engines in ({"public": owner}, {"desk": owner}):
        wrong = Installation(
            installation.settings, engines, installation.files, installation.keyring
        )
        app = create_app(frozenset(engines), wrong)
        with pytest.raises(DoorOwnsTables):
            async with app.router.lifespan_context(app):
                pass
    with pytest.raises(DoorOwnsTables):
        await work(Tools(owner, tools.keyring, tools.files, tools.settings), database.owner)
    await owner.dispose()


async def test_the_three_doors_start_until_one_may_become_the_owner(
    database: Addresses, administrator: psycopg.Connection
):
    for role in DOORS:
        engine = engine_for(database.for_sqlalchemy(role))
        await refuse_owners_of_tables(engine)
        administrator.execute(f"GRANT suara_owner TO suara_{role}")
        try:
            with pytest.raises(DoorOwnsTables):
                await refuse_owners_of_tables(engine)
        finally:
            administrator.execute(f"REVOKE suara_owner FROM suara_{role}")
        await engine.dispose()


def test_a_role_without_a_password_does_not_enter(apart: Moving):
    address = apart.addresses.desk.replace("suara_desk:", "suara_desk:wrong")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
