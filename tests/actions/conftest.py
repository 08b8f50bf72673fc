"""A database apart, for rows that no page and no job could make sense of."""

from collections.abc import Iterator

import pytest

from backend.database.addresses import Addresses
from backend.database.embedded import EmbeddedServer, binaries
from tests.factories.databases import Moving, a_database


@pytest.fixture(scope="session")
def apart(
    server: EmbeddedServer, database: Addresses, pytestconfig: pytest.Config
) -> Iterator[Moving]:
    with a_database(server, database, pytestconfig.getoption("--postgres") or binaries()) as made:
        made.up()
        yield made
