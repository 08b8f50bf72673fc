"""One real PostgreSQL a session, one database a test process, real roles, real commits."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings

from backend.accounts.actions import passwords
from backend.app import BOTH, Installation
from backend.database.addresses import ROLES, Addresses
from backend.database.doors import engine_for
from backend.database.embedded import EmbeddedServer
from backend.database.migrating import migrate
from backend.database.roles import create
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.sealing.tools import Tools
from backend.settings import Settings
from tests.factories.pages import app_of

pytest_plugins = ["tests.battery.plugin", "tests.sharing"]

# A busy machine is no fault of what is tested.
hypothesis_settings.register_profile("ours", deadline=None)
hypothesis_settings.load_profile("ours")

# Somebody is invited and signs in thousands of times, and each hash would take a fifth of a second.
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

#: Tests may lose what they wrote in a power cut.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: What must hold on every PostgreSQL that we run on; see the target `test` of the Makefile.
DATABASE_TESTS = {"actions", "migrations"}
#: The address under which everything of the test database is seen, once there is one.
EVERYTHING = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", type=Path, help="folder of PostgreSQL's programs to run on")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in DATABASE_TESTS:
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def server(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedServer]:
    """A server for this test process, stopped with it."""
    programs = pytestconfig.getoption("--postgres")
    folder = tmp_path_factory.mktemp("server")
    started = EmbeddedServer(folder, extra=HASTY, preferred=programs)
    started.start()
    yield started
    started.remove()


@pytest.fixture(scope="session")
def database(server: EmbeddedServer, pytestconfig: pytest.Config) -> Addresses:
    """A migrated database with its four roles."""
    passwords = {role: secrets.token_urlsafe(12) for role in ROLES}
    create(server.administrator, passwords)
    pytestconfig.stash[EVERYTHING] = f"{server.administrator}/suara"
    there = f"127.0.0.1:{server.port}/suara"
    made = Addresses(**{r: f"postgresql://suara_{r}:{passwords[r]}@{there}" for r in ROLES})
    migrate(made.for_sqlalchemy("owner"))
    return made


@pytest.fixture(scope="module", autouse=True)
def offices_close_with_their_file(pytestconfig: pytest.Config) -> Iterator[None]:
    """Routing looks at every open office, so a file's complaints would reach those of another."""
    yield
    if address := pytestconfig.stash.get(EVERYTHING, None):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "UPDATE organisations SET closed_on = current_date WHERE closed_on IS NULL"
            )


@pytest.fixture(scope="session")
def administrator(server: EmbeddedServer, database: Addresses) -> Iterator[psycopg.Connection]:
    """Sees everything: for looking at what really lies in the tables."""
    del database
    with psycopg.connect(f"{server.administrator}/suara", autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("data")
    return Settings(data_dir=folder, rate_limits="off")


@pytest.fixture(scope="session")
async def installation(database: Addresses, settings: Settings) -> AsyncIterator[Installation]:
    """Both doors of one office, as they run in production, without sockets."""
    engines = {door: engine_for(database.for_sqlalchemy(door)) for door in BOTH}
    keyring = Keyring(MasterKey.create(settings.key_file))
    yield Installation(settings, engines, FileStore(settings.files), keyring)
    for engine in engines.values():
        await engine.dispose()


@pytest.fixture(scope="session")
async def tools(database: Addresses, installation: Installation) -> AsyncIterator[Tools]:
    """What the worker works with."""
    engine = engine_for(database.for_sqlalchemy("worker"))
    assert installation.keyring
    yield Tools(engine, installation.keyring, installation.files, installation.settings)
    await engine.dispose()


@pytest.fixture
async def client(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts: keeps cookies, follows nothing by itself."""
    transport = httpx.ASGITransport(app=app_of(installation))
    address = installation.settings.public_origin
    async with httpx.AsyncClient(transport=transport, base_url=address) as browser:
        yield browser
