"""An office with an engine of its own, and somebody who complained in Thai."""

import dataclasses
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.desk import Desk, a_desk, enter
from tests.factories.engine_at_work import IN_THAI, with_engine
from tests.factories.filing import a_browser, file_complaint, open_case
from tests.factories.replies import Place, switch
from tests.factories.translation_engine import TranslationEngine, a_translation_engine


@pytest.fixture(scope="module")
def engine() -> Iterator[TranslationEngine]:
    with a_translation_engine() as engine:
        yield engine


@pytest.fixture(scope="module")
async def office(
    installation: Installation, tools: Tools, engine: TranslationEngine
) -> AsyncIterator[tuple[Desk, httpx.AsyncClient, Installation, Tools]]:
    there = with_engine(tools, engine)
    house = dataclasses.replace(installation, settings=there.settings)
    async with a_browser(house) as worker, a_browser(house) as head, a_browser(house) as chief:
        desk = await a_desk(tools, "LA", (worker, head))
        await enter(chief, tools, desk.office, Role.ADMINISTRATOR)
        yield desk, chief, house, there


@pytest.fixture
async def place(office: tuple, database: Addresses, engine: TranslationEngine):
    """Switched off, and the engine in a good mood."""
    desk, chief, house, there = office
    engine.mode = "good"
    await switch(chief, on=False)
    async with a_browser(house) as person:
        filed = await file_complaint(person, "th", country="LA", account=IN_THAI, language="th")
        await open_case(person, filed, "th")
        yield Place(desk, there, database, person, filed)
