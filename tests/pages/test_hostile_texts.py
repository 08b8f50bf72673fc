"""A hundred hostile texts go the whole road: typed, checked, filed, followed, read and searched.

Each is shown safely and found, or refused with words; nothing ends in an error of ours.
"""

import re
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from markupsafe import escape

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.doors import transaction
from backend.sealing.tools import Tools
from backend.web.words import sentence
from tests.factories.accounts import an_organisation
from tests.factories.desk import enter
from tests.factories.filing import a_browser, open_case, receipt_shown
from tests.factories.hostile_texts import TEXTS, Text
from tests.factories.pages import FORM_HEADERS, send_form, visible
from tests.factories.taking_in import take_in

pytestmark = pytest.mark.battery("T17")
STORY = "/th/complain/story"
CHECK = "/th/complain/check"
ACCEPTED = [name for name, text in TEXTS.items() if text.code is None]
REFUSED = [name for name, text in TEXTS.items() if text.code]


@pytest.fixture(scope="module")
async def staff(installation: Installation, tools: Tools) -> AsyncIterator[httpx.AsyncClient]:
    """A caseworker of the only office."""
    master = tools.keyring.master
    office = await an_organisation(tools.engine, master, country="BN", locale="en", intake=True)
    async with a_browser(installation) as browser:
        await enter(browser, tools, office, Role.CASEWORKER)
        yield browser


async def type_in(browser: httpx.AsyncClient, text: Text) -> httpx.Response:
    """The very bytes, where they are no UTF-8."""
    token = re.search(r'name="csrf" value="([^"]+)"', (await browser.get(STORY)).text)
    assert token
    fields = {"csrf": token.group(1), "country": "BN", "account": text.account}
    headers = FORM_HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
    return await browser.post(STORY, content=urlencode(fields).encode(), headers=headers)


def test_there_are_a_hundred_texts_and_more(counted: Callable):
    counted("hostile Unicode texts", len(TEXTS))
    assert len(TEXTS) >= 100
    assert len({repr(text.account) for text in TEXTS.values()}) == len(TEXTS)


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_text_is_refused_in_words(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, name: str
):
    text = TEXTS[name]
    answer = await type_in(client, text)
    assert answer.status_code == 422
    assert str(escape(sentence(str(text.code), "th"))) in answer.text
    assert (await client.get(CHECK)).status_code == 303


@pytest.mark.parametrize("name", ACCEPTED)
async def test_a_hostile_text_is_shown_safely_and_found(
    client: httpx.AsyncClient,
    staff: httpx.AsyncClient,
    tools: Tools,
    administrator,
    name: str,
):
    text = TEXTS[name]
    assert (await type_in(client, text)).status_code == 303
    shows(await client.get(CHECK), text)
    sent = await send_form(client, CHECK, {"language": "en"})
    filed = receipt_shown((await client.get(sent.headers["location"])).text)
    shows_in(await open_case(client, filed, "th"), text)
    query = "SELECT id FROM cases WHERE reference = %s"
    case_id: UUID = administrator.execute(query, (filed.reference,)).fetchone()[0]
    async with transaction(tools.engine) as session:
        await take_in(session, tools.keyring, case_id, clock.now())
    shows(await staff.get(f"/desk/cases/{filed.reference}"), text)
    for typed in text.found_by:
        assert filed.reference in (await staff.get("/desk/", params={"q": typed})).text, typed
    whole = await staff.get("/desk/", params={"q": str(text.account)[:200]})
    assert whole.status_code == 200
    similar = await staff.get(f"/desk/cases/{filed.reference}/similar")
    assert similar.status_code == 200


def shows(page: httpx.Response, text: Text) -> None:
    assert page.status_code == 200, visible(page.text)[:500]
    shows_in(page.text, text)


def shows_in(page: str, text: Text) -> None:
    """Every line as it was typed, escaped, within an element that holds its direction."""
    for line in text.shown():
        assert str(escape(line)) in page
    typed = re.findall(r'<bdi lang="[^"]*" class="typed">(.*?)</bdi>', page, re.DOTALL)
    first = str(escape(text.shown()[0] if text.shown() else ""))
    assert any(first in words for words in typed)
    assert "<script>" not in page
