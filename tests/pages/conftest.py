"""More than one browser at the same installation, and offices in which something is afoot."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.days_off import Place, a_place
from tests.factories.identity_provider import IdentityProvider, serving
from tests.factories.journal import lines_written
from tests.factories.leaving import Office, a_leavers_office
from tests.factories.pages import app_of
from tests.factories.provider_house import House, a_house


@pytest.fixture
async def browsers(installation: Installation) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Each call opens another browser, with cookies of its own."""
    transport = httpx.ASGITransport(app=app_of(installation))
    opened: list[httpx.AsyncClient] = []

    def another() -> httpx.AsyncClient:
        opened.append(
            httpx.AsyncClient(transport=transport, base_url=installation.settings.public_origin)
        )
        return opened[-1]

    yield another
    for browser in opened:
        await browser.aclose()


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with serving(IdentityProvider()) as served:
        yield served


@pytest.fixture
async def house(tools: Tools, browsers, provider: IdentityProvider) -> House:
    """An office whose people sign in at the provider."""
    return await a_house(tools, browsers(), provider)


@pytest.fixture
async def place(
    tools: Tools, installation: Installation, client, administrator: psycopg.Connection
) -> Place:
    return await a_place(tools, installation, client, administrator)


@pytest.fixture
async def leavers_office(
    tools: Tools, installation: Installation, browsers, administrator: psycopg.Connection
) -> Office:
    return await a_leavers_office(tools, installation, browsers, administrator)


@pytest.fixture
def journal() -> Iterator[list[Any]]:
    """What is written down while the test runs."""
    with lines_written() as lines:
        yield lines
