"""A translation is said to be wrong by whoever complained, and looked at again."""

import re
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from psycopg import sql

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.filing import open_case
from tests.factories.pages import send_form, visible
from tests.factories.translations import (
    ENGLISH,
    LIST,
    Bureau,
    a_bureau,
    ask,
    shown,
    write,
)

CASE = "/en/follow/case"
WRONG = "Said to be wrong"


@pytest.fixture(scope="module")
async def bureau(tools: Tools, installation: Installation) -> Bureau:
    return await a_bureau(tools, installation)


async def say_wrong(person: httpx.AsyncClient, reason: str = "") -> httpx.Response:
    page = (await person.get(CASE)).text
    line = re.search(r'name="translation" value="([^"]+)"', page)
    assert line, visible(page)
    fields = {"act": "translation_wrong", "translation": line[1], "reason": reason}
    return await send_form(person, CASE, fields)


@dataclass(frozen=True)
class Told:
    """A translation of a complaint, and everybody concerned with it."""

    person: httpx.AsyncClient
    writer: httpx.AsyncClient
    second: httpx.AsyncClient
    address: str

    @property
    def case(self) -> str:
        return self.address.partition("/translations/")[0]


@pytest.fixture
async def told(bureau: Bureau, browsers) -> Told:
    person, writer, second = browsers(), browsers(), browsers()
    filed = await bureau.complaint(person)
    await open_case(person, filed)
    await bureau.reader(writer)
    await bureau.reader(second)
    address = await ask(writer, filed.reference)
    await write(writer, address, ENGLISH)
    return Told(person, writer, second, address)


async def test_what_is_said_to_be_wrong_is_seen_everywhere_and_waits_again(told: Told):
    reason = "It was not my family but my brother's."
    answer = await say_wrong(told.person, reason)
    assert answer.headers["location"] == f"{CASE}?done=translation_wrong"
    assert "You said that this translation is wrong." in (await told.person.get(CASE)).text
    case = visible((await told.second.get(told.case)).text)
    assert "The person who complained says that this translation is wrong." in case
    assert "Translation said to be wrong" in (await told.second.get("/desk/")).text
    assert WRONG in (await told.second.get(LIST)).text
    assert reason in visible((await told.second.get(told.address)).text)


async def test_a_second_look_ends_it_and_it_can_be_said_again(told: Told):
    await say_wrong(told.person)
    confirmed = await shown(told.second, told.address) | {"act": "confirm"}
    answer = await send_form(told.second, told.address, confirmed)
    assert answer.headers["location"] == LIST
    assert told.address not in (await told.second.get(LIST)).text
    assert "Checked by a second person" in (await told.person.get(CASE)).text
    await say_wrong(told.person)
    await write(told.writer, told.address, "Another try.")
    after = (await told.person.get(CASE)).text
    assert "Another try." in after
    assert ENGLISH not in after
    assert "You said that this translation is wrong." not in after


async def test_what_a_complainant_says_against_a_translation_is_nowhere_in_clear(
    bureau: Bureau, browsers, administrator: psycopg.Connection
):
    person, writer = browsers(), browsers()
    filed = await bureau.complaint(person)
    await open_case(person, filed)
    await bureau.reader(writer)
    await write(writer, await ask(writer, filed.reference), "clearwordsxyz")
    await say_wrong(person, "againstwordsxyz")
    for table in ("translations", "translation_disputes", "events", "procrastinate_jobs"):
        rows = administrator.execute(
            sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
        )
        rows = rows.fetchall()
        words = "clearwordsxyz", "againstwordsxyz"
        sought = [*words, *(word.encode().hex() for word in words)]
        assert not any(word in row[0] for row in rows for word in sought), table


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-4000-8000-000000000000"])
async def test_a_translation_that_is_not_theirs_cannot_be_said_to_be_wrong(
    bureau: Bureau, browsers, sent: str
):
    person = browsers()
    await open_case(person, await bureau.complaint(person))
    fields = {"act": "translation_wrong", "translation": sent, "reason": ""}
    assert (await send_form(person, CASE, fields)).status_code in {404, 422}
