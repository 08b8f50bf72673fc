"""A caseworker writes in theirs, the person reads it in their own, and both stay."""

import dataclasses
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from backend.accounts.rules import Role
from backend.app import Installation
from backend.database.addresses import Addresses
from backend.sealing.tools import Tools
from tests.factories.desk import ASSESS, DECIDE, PROPOSE, Desk, a_desk, enter
from tests.factories.engine_at_work import IN_THAI, with_engine
from tests.factories.filing import Filed, a_browser, file_complaint, open_case
from tests.factories.mail import run_jobs
from tests.factories.pages import send_form, visible
from tests.factories.translation_engine import TranslationEngine, a_translation_engine

REPLY = "We have read your complaint and would like to know which letter you got, and when."
REASON = PROPOSE["outcome_reason"]


@pytest.fixture(scope="module")
def engine() -> Iterator[TranslationEngine]:
    with a_translation_engine() as engine:
        yield engine


@dataclass(frozen=True)
class Place:
    """An office with an engine set, browsers of its people, and somebody who complained in Thai."""

    desk: Desk
    tools: Tools
    database: Addresses
    person: httpx.AsyncClient
    filed: Filed

    @property
    def case(self) -> str:
        return f"/desk/cases/{self.filed.reference}"

    async def send(self, fields: dict[str, str], to: str) -> httpx.Response:
        return await send_form(self.desk.worker, self.case, fields, to=to)

    async def prepare(self, text: str = REPLY) -> str:
        """The address of the reply's page."""
        answer = await self.send({"act": "reply", "message": text}, f"{self.case}/replies")
        assert answer.status_code == 303, visible(answer.text)
        return str(answer.headers["location"])

    async def press(self, page: str, act: str, **fields: str) -> httpx.Response:
        shown = (await self.desk.worker.get(page)).text
        over = re.findall(r'name="over" value="([^"]*)"', shown)
        hidden = {"over": over[0] if over else ""}
        return await send_form(self.desk.worker, page, hidden | fields | {"act": act})

    async def reads(self) -> str:
        return (await self.person.get("/th/follow/case")).text


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


def message(page: str) -> str:
    """Of the office, as the person reads it."""
    return page.split('<article class="message office">')[1].split("</article>", maxsplit=1)[0]


async def switch(chief: httpx.AsyncClient, *, on: bool) -> None:
    page = (await chief.get("/desk/engine")).text
    act = "switch_on" if on else "switch_off"
    engine = re.findall(r'name="engine" value="([^"]+)"', page)[0]
    if f'value="{act}"' in page:
        answer = await send_form(chief, "/desk/engine", {"act": act, "engine": engine})
        assert answer.status_code == 303


async def test_a_reply_goes_out_in_both_languages_once_it_is_approved(place: Place, office: tuple):
    await switch(office[1], on=True)
    page = await place.prepare()
    waiting = (await place.desk.worker.get(page)).text
    assert "A machine is translating it." in waiting
    assert 'data-renew="3"' in waiting
    assert REPLY not in await place.reads()
    await run_jobs(place.tools, place.database)
    ready = (await place.desk.worker.get(page)).text
    assert "Machine translation" in ready
    assert "Translated back" in ready
    assert "data-renew" not in ready
    translation = re.findall(r"<textarea[^>]*name=\"translation\"[^>]*>\n([^<]+)<", ready)[0]
    answer = await place.press(page, "approve", translation=translation)
    assert answer.headers["location"] == place.case
    read = await place.reads()
    assert read.index(translation[:20]) < read.index(REPLY)
    assert "LibreTranslate" in message(read)
    assert 'lang="th" class="typed"' in read


async def test_a_translation_that_the_caseworker_changed_is_theirs(place: Place, office: tuple):
    await switch(office[1], on=True)
    page = await place.prepare()
    await run_jobs(place.tools, place.database)
    better = "สำนักงานอ่านคำร้องเรียนของคุณแล้ว คุณได้รับจดหมายเมื่อไร"
    assert (await place.press(page, "approve", translation=better)).status_code == 303
    read = await place.reads()
    assert better in read
    assert "LibreTranslate" not in message(read)


async def test_without_an_engine_people_write_the_translation(
    place: Place, engine: TranslationEngine
):
    asked = len(engine.requests)
    page = await place.prepare()
    shown = (await place.desk.worker.get(page)).text
    assert "A machine is translating it." not in shown
    assert "Ask a colleague to translate it" in shown
    answer = await place.press(page, "colleague")
    assert answer.headers["location"] == page
    own = "เราอ่านคำร้องเรียนของคุณแล้ว"
    await place.press(page, "approve", translation=own)
    assert own in await place.reads()
    await run_jobs(place.tools, place.database)
    assert len(engine.requests) == asked


async def test_a_reply_can_go_without_a_translation_after_a_clear_word(place: Place):
    page = await place.prepare()
    shown = visible((await place.desk.worker.get(page)).text)
    assert "The person gets it in English only." in shown
    assert (await place.press(page, "as_it_is")).status_code == 303
    assert REPLY in await place.reads()
    assert "This reply has been sent." in (await place.desk.worker.get(page)).text


@pytest.mark.parametrize("mode", ["breaks", "loses", "garbage", "script"])
async def test_nothing_typed_is_lost_when_the_engine_fails(
    place: Place, office: tuple, engine: TranslationEngine, mode: str
):
    await switch(office[1], on=True)
    page = await place.prepare()
    engine.mode = mode
    await run_jobs(place.tools, place.database)
    shown = (await place.desk.worker.get(page)).text
    assert REPLY in shown
    assert "The translation program" in shown
    assert "alert(1)" not in shown
    assert REPLY in (await place.desk.worker.get(place.case)).text
    own = "เราอ่านคำร้องเรียนของคุณแล้ว"
    await place.press(page, "approve", translation=own)
    assert own in await place.reads()


async def test_an_empty_translation_is_refused_and_everything_stays(place: Place):
    page = await place.prepare()
    answer = await place.press(page, "approve", translation=" ")
    assert answer.status_code == 422
    assert REPLY in answer.text
    assert REPLY not in await place.reads()


async def test_changed_words_are_translated_anew_and_a_dropped_reply_is_not_sent(place: Place):
    page = await place.prepare()
    answer = await place.press(page, "change", message="Please send us the letter that you got.")
    second = answer.headers["location"]
    assert second != page
    assert "This reply has been thrown away." in (await place.desk.worker.get(page)).text
    await place.press(second, "drop")
    assert "Please send us the letter" not in await place.reads()
    assert "Replies that are not sent yet" not in (await place.desk.worker.get(place.case)).text


async def test_a_reply_in_the_persons_own_language_is_sent_at_once(place: Place):
    own = "เราอ่านคำร้องเรียนของคุณแล้ว และจะตอบภายในสิบวัน"
    assert await place.prepare(own) == place.case
    assert own in await place.reads()


async def test_the_reason_of_a_decision_goes_out_with_its_translation(place: Place, office: tuple):
    await switch(office[1], on=True)
    await place.desk.work(place.filed.reference, ASSESS | {"account_language": "th"}, PROPOSE)
    answer = await place.send({"act": "reason"}, f"{place.case}/replies")
    page = answer.headers["location"]
    own = "คุณพูดถูก"
    assert (await place.press(page, "approve", translation=own)).status_code == 303
    assert own not in await place.reads()
    await place.desk.work(place.filed.reference, DECIDE)
    read = await place.reads()
    assert read.index(own) < read.index(REASON)
    assert re.search(rf"<details><summary>[^<]+</summary><p><bdi[^>]*>{REASON}", read)


async def test_a_reply_that_waits_lies_sealed(place: Place, administrator: psycopg.Connection):
    await place.prepare()
    rows = administrator.execute("SELECT sealed_text FROM replies").fetchall()
    assert rows
    assert not [row for (row,) in rows if b"complaint" in row]


async def test_a_colleague_at_another_office_finds_no_reply(
    place: Place, tools: Tools, installation: Installation
):
    page = await place.prepare()
    async with a_browser(installation) as worker, a_browser(installation) as head:
        await a_desk(tools, "KH", (worker, head))
        assert (await worker.get(page)).status_code == 404


async def test_only_an_administrator_finds_the_switch_and_it_is_off_at_first(
    place: Place, office: tuple
):
    assert (await place.desk.worker.get("/desk/engine")).status_code == 403
    shown = visible((await office[1].get("/desk/engine")).text)
    assert "Hidden first: telephone numbers" in shown
    assert "Switch machine translation on" in shown
    forged = await send_form(
        office[1], "/desk/engine", {"act": "switch_on", "engine": "other @ evil.example"}
    )
    assert forged.status_code == 422
