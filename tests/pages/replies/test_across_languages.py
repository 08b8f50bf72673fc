"""A caseworker writes in theirs, the person reads it in their own, and both stay."""

import re

import psycopg

from backend.app import Installation
from backend.sealing.tools import Tools
from tests.factories.desk import ASSESS, DECIDE, PROPOSE, a_desk
from tests.factories.filing import a_browser
from tests.factories.mail import run_jobs
from tests.factories.pages import send_form, visible
from tests.factories.replies import REPLY, Place, message, switch
from tests.factories.translation_engine import TranslationEngine

REASON = PROPOSE["outcome_reason"]


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
