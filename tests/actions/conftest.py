"""A database apart, for rows that no page and no job could make sense of."""

from collections.abc import Callable, Iterator

import pytest

from backend.database.addresses import Addresses
from backend.database.embedded import EmbeddedServer, binaries
from tests.factories.databases import Moving, a_database
from tests.factories.doors import TRIED


@pytest.fixture(scope="session")
def apart(
    server: EmbeddedServer, database: Addresses, pytestconfig: pytest.Config
) -> Iterator[Moving]:
    with a_database(server, database, pytestconfig.getoption("--postgres") or binaries()) as made:
        made.up()
        yield made


@pytest.fixture
def statements_counted(counted: Callable[[str, int], None]) -> Iterator[None]:
    before = TRIED["statements"]
    yield
    counted("SQL statements of a thief", TRIED["statements"] - before)
