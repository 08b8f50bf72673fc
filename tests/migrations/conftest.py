"""Databases of their own, because migrations take everything away."""

from collections.abc import Iterator

import pytest

from backend.database.addresses import Addresses
from backend.database.embedded import EmbeddedServer, binaries
from tests.factories.databases import Moving, a_database


@pytest.fixture
def moving(
    server: EmbeddedServer, database: Addresses, pytestconfig: pytest.Config
) -> Iterator[Moving]:
    with a_database(server, database, pytestconfig.getoption("--postgres") or binaries()) as made:
        yield made
