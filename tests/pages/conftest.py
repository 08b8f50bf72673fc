"""More than one browser at the same installation."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from backend.app import BOTH, Installation, create_app


@pytest.fixture
async def browsers(installation: Installation) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Each call opens another browser, with cookies of its own."""
    transport = httpx.ASGITransport(app=create_app(BOTH, installation))
    opened: list[httpx.AsyncClient] = []

    def another() -> httpx.AsyncClient:
        opened.append(
            httpx.AsyncClient(transport=transport, base_url=installation.settings.public_origin)
        )
        return opened[-1]

    yield another
    for browser in opened:
        await browser.aclose()
