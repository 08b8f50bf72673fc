"""A real browser against a real server on loopback."""

import os
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from backend.app import BOTH, Installation, create_app
from backend.database.addresses import Addresses, addresses
from backend.database.doors import engine_for
from backend.sealing.files import FileStore
from backend.sealing.keys import Keyring, MasterKey
from backend.sealing.tools import Tools
from backend.settings import Settings
from backend.worker import work
from tests.factories.house import House, a_house, eventually

BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium")
PHONE: ViewportSize = {"width": 360, "height": 740}
#: Without these the browser looks for hosts of its maker at every start.
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Site:
    """``work`` runs the jobs that wait, as the worker would."""

    origin: str
    installation: Installation
    work: Callable[[], Awaitable[None]]


@pytest.fixture(scope="session")
def listening() -> Iterator[socket.socket]:
    with an_entrance() as opened:
        yield opened


@contextmanager
def an_entrance() -> Iterator[socket.socket]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen(64)
        yield opened


@pytest.fixture(scope="session")
async def site(
    database: Addresses, installation: Installation, tools: Tools, listening: socket.socket
) -> AsyncIterator[Site]:
    """Both doors in one process, served by uvicorn in a thread of its own."""

    async def until_empty() -> None:
        await work(tools, database.worker, until_empty=True)

    with served(installation.settings, database, listening) as (origin, installed):
        yield Site(origin, installed, until_empty)


@contextmanager
def served(
    settings: Settings, database: Addresses, listening: socket.socket
) -> Iterator[tuple[str, Installation]]:
    """An installation in every language, those of the tests too, under an address of its own."""
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    installed = Installation(
        settings.model_copy(update={"public_origin": origin}),
        {door: engine_for(database.for_sqlalchemy(door)) for door in BOTH},
        FileStore(settings.files),
        Keyring(MasterKey.read(settings.key_file)),
        with_test_locales=True,
    )
    app = create_app(BOTH, installed)
    config = uvicorn.Config(app, access_log=False, log_config=None, server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield origin, installed
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """``suara demo`` with all its processes and its data."""
    with a_house(tmp_path_factory.mktemp("demonstration") / "data", "demo") as standing:
        assert eventually(lambda: standing.answers("/readyz"))
        yield standing


@pytest.fixture(scope="session")
def in_every_language(demonstration: House) -> Iterator[str]:
    """The address of the demonstration's data, served in the languages of the tests too."""
    settings = Settings(data_dir=demonstration.data_dir, demonstration=True, rate_limits="off")
    with an_entrance() as entrance, served(settings, addresses(settings), entrance) as (origin, _):
        yield origin


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if BROWSER is None:
        pytest.skip("needs Debian's chromium-headless-shell, which make test installs where it may")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=BROWSER, args=[*QUIET, *as_root])
        yield started
        await started.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A small phone without scripts."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield await context.new_page()
    await context.close()
