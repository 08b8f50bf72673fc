"""Databases of their own, because migrations take everything away."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from backend.database.addresses import Addresses
from backend.database.embedded import EmbeddedServer, binaries
from tests.factories.databases import Moving, a_database


@pytest.fixture
def moving(
    server: EmbeddedServer, database: Addresses, pytestconfig: pytest.Config
) -> Iterator[Moving]:
    name = f"moving_{secrets.token_hex(4)}"
    made = a_database(server, database, name, pytestconfig.getoption("--postgres") or binaries())
    yield made
    made.administrator.close()
    with psycopg.connect(f"{server.administrator}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
