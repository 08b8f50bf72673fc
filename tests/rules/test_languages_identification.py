"""Which language a text is in. Sentences are our own; accuracy is measured elsewhere."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from backend.languages.commands import app
from backend.languages.identification import Prior, identify, identify_alone
from tests.factories.languages import between

SENTENCES = {
    "en": "The machine refused my loan and nobody at the office will tell me why.",
    "id": "Pengajuan saya ditolak karena mesin salah membaca nomor KTP.",
    "ms": "Permohonan saya ditolak kerana mesin tersilap membaca nombor kad pengenalan.",
    "vi": "Hệ thống đã từ chối đơn vay của tôi mà không giải thích.",
    "th": "ระบบปฏิเสธคำขอสินเชื่อของฉันโดยไม่บอกเหตุผล",
    "fil": "Tinanggihan ng sistema ang aking utang at walang makapagsabi kung bakit.",
    "km": "ប្រព័ន្ធបានបដិសេធពាក្យស្នើសុំរបស់ខ្ញុំ",
    "lo": "ລະບົບໄດ້ປະຕິເສດຄຳຂໍຂອງຂ້ອຍ",
    "my": "စနစ်က ကျွန်ုပ်၏ လျှောက်လွှာကို ငြင်းပယ်ခဲ့သည်။",
    "zh-Hans": "系统拒绝了我的申请,没有说明原因。",
    "ta": "அமைப்பு என் விண்ணப்பத்தை நிராகரித்தது.",
    "pt": "O computador recusou o pedido e ninguém me explicou porquê.",
    "tet": "Sistema ne’e la simu ha’u-nia pedidu no ema ida la esplika tanba sá.",
}


@pytest.mark.parametrize("tag", sorted(SENTENCES))
def test_each_of_our_languages_is_told(tag):
    assert identify(SENTENCES[tag]).language == tag


def test_zawgyi_is_burmese_with_its_encoding_named():
    found = identify("သီဟိုဠ္မွ ဉာဏ္ႀကီးရွင္သည္")
    assert (found.language, found.encoding) == ("my", "zawgyi")


def test_malay_in_arabic_letters_is_malay():
    assert identify("ڤرموهونن ساي دتولق اوليه سيستم").language == "ms"


@pytest.mark.parametrize("text", ["", " ", "12345", "!?", "😀", "https://example.org/the-loan"])
def test_unknown_is_an_answer(text):
    assert identify(text).language == "und"


def test_a_language_outside_ours_is_named_without_a_ranking():
    found = identify("시스템이 제 신청을 거절했지만 아무도 이유를 말해 주지 않았습니다.")
    assert (found.language, found.ranked) == ("ko", ())


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("fr", "Le système a refusé ma demande de logement sans aucune explication."),
        ("de", "Ich habe keine Antwort auf das bekommen, was ich gefragt habe."),
        ("es", "El sistema rechazó mi solicitud y no me dieron ninguna explicación."),
    ],
)
def test_a_word_that_one_of_our_languages_has_too_makes_no_text_ours(tag, text):
    found = identify(text)
    assert (found.language, found.confidence, found.ranked) == (tag, 0.0, ())


def test_the_country_tips_a_near_tie_and_says_so_and_leaves_the_shares_alone():
    text = between("id", "ms")
    alone, there, here = identify(text), identify(text, "ID"), identify(text, "MY")
    assert (alone.language, alone.prior) == (there.language, there.prior) == ("id", None)
    assert (here.language, here.prior) == ("ms", Prior.COUNTRY)
    assert here.confidence == dict(here.ranked)["ms"]
    assert alone.ranked == there.ranked == here.ranked
    assert identify(text, None, "ms").prior is Prior.INTERFACE


def test_mixed_text_keeps_all_its_languages_in_the_ranking():
    ranked = identify("ระบบปฏิเสธคำขอของฉัน because my papers were not in order").ranked
    assert {"th", "en"} <= {tag for tag, _ in ranked}


def test_the_country_never_overrules_a_clear_text():
    assert identify(SENTENCES["vi"], country="TH", interface_language="th").language == "vi"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.text(max_size=3))
def test_no_text_makes_identification_fail(text, country):
    found = identify(text, country)
    assert 0 <= found.confidence <= 1
    assert list(found.ranked) == sorted(found.ranked, key=lambda pair: -pair[1])
    assert sum(share for _, share in found.ranked) <= 1 + 1e-9
    assert found.ranked == identify_alone(text).ranked
    assert (found.prior is None) == (found.language == identify_alone(text).language)


def test_the_command_answers_each_line_in_order_and_in_the_agreed_form():
    asked = "".join(json.dumps({"text": text}) + "\n" for text in SENTENCES.values())
    result = CliRunner().invoke(app, ["identify"], input=asked)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["language"] for answer in answers] == list(SENTENCES)
    assert all(
        list(answer) == ["language", "confidence", "ranked", "encoding"] for answer in answers
    )
    assert result.exit_code == 0


def test_a_line_that_cannot_be_read_is_answered_too_and_refused_at_the_end():
    asked = b'{"text": "\\ud800"}\nnot json\n{"text": 3}\n[]\n\xff\n{"text": "ok"}\n'
    result = CliRunner().invoke(app, ["identify"], input=asked)
    assert len(result.stdout.splitlines()) == 6
    assert result.exit_code == 1
