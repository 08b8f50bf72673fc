"""The adapter against a server that speaks the real API, in every mode."""

import asyncio

import pytest

from backend.languages.engines.libretranslate import MOST_CHARACTERS, MOST_TEXTS, batches
from backend.languages.engines.protocol import (
    Access,
    EngineAway,
    EngineBusy,
    EngineNonsense,
    EngineRefused,
    EngineRests,
    Pair,
    PairNotOffered,
)
from backend.languages.engines.registry import engine_named, engine_names
from backend.languages.identification import identify
from backend.languages.locales import OURS
from backend.languages.translating import Wanted, translated
from backend.languages.translation_checks import AnswerFault, AnswerUnusable
from tests.factories.translation_engine import (
    HASTY,
    SPOILT,
    TranslationEngine,
    a_translation_engine,
)

PAIR = Pair("en", "th")
TEXT = (
    "The machine refused my pension twice and nobody told me why.\n\n"
    "My number is 081-234 5678; write to somchai@example.com."
)
SECRETS = ("081-234", "5678", "somchai", "example.com")
FAULTS = {
    "loses": AnswerFault.PLACEHOLDERS, "doubles": AnswerFault.PLACEHOLDERS,
    "invents": AnswerFault.PLACEHOLDERS, "repeats": AnswerFault.LANGUAGE,
    "other_language": AnswerFault.LANGUAGE, "says_nothing": AnswerFault.EMPTY,
    "talks": AnswerFault.TOO_LONG, "mumbles": AnswerFault.TOO_SHORT,
    "script": AnswerFault.MARKUP, "lures": AnswerFault.MARKUP,
    "turns_round": AnswerFault.UNREADABLE, "controls": AnswerFault.UNREADABLE,
}  # fmt: skip


def adapter(server: TranslationEngine):
    return engine_named("libretranslate", server.access)


async def say(server: TranslationEngine, text: str = TEXT, pair: Pair = PAIR):
    return await translated(adapter(server), Wanted(text, pair, (), "TH"))


async def test_a_text_comes_back_in_the_other_language_with_what_was_hidden():
    with a_translation_engine() as server:
        there = await say(server)
    assert identify(there.text).language == "th"
    assert "081-234 5678" in there.text
    assert "somchai@example.com" in there.text
    assert there.text.count("\n\n") == 1
    assert there.back
    assert identify(there.back).language == "en"
    assert "081-234 5678" in there.back
    assert not any(secret in server.texts for secret in SECRETS)


@pytest.mark.parametrize("target", [tag for tag in OURS if tag not in {"en", "tet"}])
async def test_each_language_of_ours_is_asked_for_by_the_name_that_the_engine_knows(target: str):
    with a_translation_engine() as server:
        there = await say(server, pair=Pair("en", target))
    assert identify(there.text).language == target
    body = server.asked("/translate")[0]
    assert body["source"] == "en"
    assert body["format"] == "text"
    assert "alternatives" not in body
    assert "api_key" not in body


async def test_a_language_that_the_engine_does_not_know_is_not_asked_for():
    with a_translation_engine() as server:
        with pytest.raises(PairNotOffered):
            await say(server, pair=Pair("en", "tet"))
        assert not server.asked("/translate")


async def test_the_engine_names_languages_by_our_tags():
    with a_translation_engine() as server:
        assert await adapter(server).detect("Good morning") == [("en", 0.92)]
        pairs = await adapter(server).pairs()
    assert Pair("fil", "zh-Hans") in pairs
    assert Pair("en", "en") not in pairs


async def test_the_key_goes_along_and_a_wrong_one_is_not_tried_again():
    with a_translation_engine(key="geheim") as server:
        assert (await say(server)).text
        server.requests.clear()
        wrong = engine_named("libretranslate", Access(server.url, "other", HASTY))
        with pytest.raises(EngineRefused):
            await translated(wrong, Wanted(TEXT, PAIR))
        assert len(server.asked("/translate")) == 1
    assert "geheim" not in repr(server.access)


@pytest.mark.battery("T6")
@pytest.mark.parametrize("mode", ["breaks_twice", "busy_once", "slow"])
async def test_what_passes_is_waited_for(mode: str):
    with a_translation_engine(mode) as server:
        assert (await say(server)).text


@pytest.mark.battery("T6")
@pytest.mark.parametrize("mode", ["breaks", "hangs", "drips"])
async def test_what_does_not_answer_is_asked_three_times_and_not_for_long(mode: str):
    with a_translation_engine(mode) as server:
        with pytest.raises(EngineAway):
            await say(server)
        assert len(server.requests) == HASTY.attempts


@pytest.mark.battery("T6")
async def test_a_server_that_is_not_there_is_away():
    with a_translation_engine() as server:
        pass
    with pytest.raises(EngineAway):
        await say(server)


@pytest.mark.battery("T6")
async def test_an_engine_that_wants_an_hour_is_left_alone():
    with a_translation_engine("busy") as server:
        with pytest.raises(EngineBusy) as said:
            await say(server)
        assert said.value.wait == 3600
        assert len(server.requests) == 1


@pytest.mark.battery("T6")
@pytest.mark.parametrize("mode", ["garbage", "deep", "redirects", "huge", "too_few", "no_text"])
async def test_what_is_no_answer_is_not_asked_for_again(mode: str):
    with a_translation_engine(mode) as server:
        with pytest.raises(EngineNonsense):
            await say(server, "The office said no.")  # one text: as many as a huge answer has
        assert len([path for path, _ in server.requests if path != "/languages"]) <= 1
        assert not server.asked("/elsewhere")


@pytest.mark.battery("T6")
async def test_an_engine_that_keeps_failing_rests_and_one_request_tries_it_again():
    with a_translation_engine("breaks") as server:
        for _ in range(2):
            with pytest.raises(EngineAway):
                await say(server)
        tried = len(server.requests)
        with pytest.raises(EngineRests):
            await say(server)
        assert len(server.requests) == tried == HASTY.failures
        await asyncio.sleep(HASTY.rest + 0.1)
        server.mode = "good"
        assert (await say(server)).text


@pytest.mark.parametrize("mode", sorted(SPOILT))
async def test_an_answer_that_cannot_stand_for_a_translation_is_refused(mode: str):
    with a_translation_engine(mode) as server:
        with pytest.raises(AnswerUnusable) as said:
            await say(server, TEXT * 3)
        assert said.value.fault is FAULTS[mode]


async def test_a_long_text_goes_in_batches():
    text = "\n".join([TEXT] * 120)[:20_000]
    with a_translation_engine() as server:
        there = await say(server, text)
        asked = server.asked("/translate")
    assert there.text.count("\n") == text.count("\n")
    assert len(asked) > 4
    assert all(len(body["q"]) <= MOST_TEXTS for body in asked)
    assert all(sum(map(len, body["q"])) <= MOST_CHARACTERS for body in asked)


def test_batches_keep_the_order_and_leave_nothing_out():
    texts = ["a" * length for length in (1, 4000, 2000, 9000, 5, 5)] + ["b"] * 60
    made = list(batches(texts))
    assert [text for batch in made for text in batch] == texts
    assert ["a" * 9000] in made


async def test_another_engine_is_one_more_file():
    asked = "Kantor belum membaca surat saya, dan nomor saya 0812-3456-7890."
    with a_translation_engine() as server:
        there = await translated(
            engine_named("apertium", server.access), Wanted(asked, Pair("id", "ms"))
        )
        assert "0812-3456-7890" in there.text
        assert there.back is None
        assert server.asked("/translate")[0]["langpair"] == "ind|zlm"
        assert "7890" not in server.texts
        with pytest.raises(PairNotOffered):
            await translated(engine_named("apertium", server.access), Wanted(TEXT, PAIR))


def test_each_file_beside_the_protocol_is_an_engine():
    assert engine_names() == ["apertium", "libretranslate"]
    with pytest.raises(KeyError):
        engine_named("wire", Access("http://127.0.0.1"))
