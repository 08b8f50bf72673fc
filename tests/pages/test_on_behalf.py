"""Filing for somebody else at the desk: one complaint, its receipt, and who sees what of it."""

from collections.abc import Callable

import httpx
import pytest

from backend.accounts.rules import Role
from backend.sealing.tools import Tools
from tests.factories.accounts import a_member, an_organisation, sign_in
from tests.factories.filing import open_case
from tests.factories.on_behalf import STORY, file_for_somebody
from tests.factories.pages import visible

Browsers = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def helper(tools: Tools, browsers: Browsers) -> httpx.AsyncClient:
    office = await an_organisation(tools.engine, tools.keyring.master, country="TH")
    browser = browsers()
    await sign_in(browser, await a_member(tools.engine, office.id, Role.HELPER))
    return browser


async def test_a_helper_files_and_the_person_follows_with_the_code(
    helper: httpx.AsyncClient, client: httpx.AsyncClient
):
    receipts, filed = await file_for_somebody(helper)
    sheet = (await helper.get(receipts)).text
    assert 'lang="th"' in sheet
    assert filed.letters.count("-") == 5
    assert filed.digits.count("-") == 8
    assert STORY in visible(await open_case(client, filed))
