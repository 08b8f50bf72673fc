"""Which answers of an engine can stand for a translation; see also test_translation_engines.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages.engines.protocol import Pair
from backend.languages.masking import mask, unmask
from backend.languages.translation_checks import AnswerFault, AnswerUnusable, checked

ENGLISH = "The office has read your complaint and answers within ten days. Call us."
MALAY = "Pejabat telah membaca aduan anda dan akan menjawab dalam masa sepuluh hari."
INDONESIAN = "Kantor sudah membaca pengaduan Anda dan menjawab dalam waktu sepuluh hari."
VIETNAMESE = "Cơ quan đã đọc khiếu nại của bạn và sẽ trả lời trong vòng mười ngày."


def fault(answer: str, asked: str = ENGLISH, pair: Pair | None = None) -> AnswerFault | None:
    try:
        checked(answer, mask(asked), pair or Pair("en", "ms"))
    except AnswerUnusable as unusable:
        return unusable.fault
    return None


@pytest.mark.parametrize(
    ("asked", "answer", "pair"),
    [
        (ENGLISH, MALAY, Pair("en", "ms")),
        (ENGLISH, VIETNAMESE, Pair("en", "vi")),
        (ENGLISH, "办公室已经看过您的投诉，十天之内会答复您。", Pair("en", "zh-Hans")),
        (MALAY, INDONESIAN, Pair("ms", "id")),
        (MALAY, MALAY, Pair("ms", "id")),
        ("Yes.", "Ya.", Pair("en", "ms")),
        ("1 < 2 <b>x</b>", "1 < 2 <b>x</b> ya", Pair("en", "ms")),
    ],
)
def test_an_honest_answer_is_taken(asked: str, answer: str, pair: Pair):
    assert fault(answer, asked, pair) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", AnswerFault.EMPTY),
        (" \n", AnswerFault.EMPTY),
        ("Ya.", AnswerFault.TOO_SHORT),
        (MALAY * 9, AnswerFault.TOO_LONG),
        (ENGLISH, AnswerFault.LANGUAGE),
        (VIETNAMESE, AnswerFault.LANGUAGE),
        (MALAY + " [#1]", AnswerFault.PLACEHOLDERS),
        (MALAY + " <img src=x onerror=alert(1)>", AnswerFault.MARKUP),
        (MALAY + " &#60;script&#62;", AnswerFault.MARKUP),
        (MALAY + " javascript:alert(1)", AnswerFault.MARKUP),
        (MALAY + " http://evil.example", AnswerFault.MARKUP),
        (MALAY + " pay@evil.example", AnswerFault.MARKUP),
        (MALAY + "\x00", AnswerFault.UNREADABLE),
        (MALAY + "\ud800", AnswerFault.UNREADABLE),
        (MALAY + "\u202egnorw", AnswerFault.UNREADABLE),
    ],
)
def test_what_is_wrong_with_an_answer_has_a_name(answer: str, expected: AnswerFault):
    assert fault(answer) is expected


def test_an_answer_is_kept_in_nfc_without_endless_marks():
    answer = checked(f"  {MALAY} e\u0301 a{chr(0x301) * 40}", mask(ENGLISH), Pair("en", "ms"))
    assert answer.startswith("Pejabat")
    assert "é" in answer
    assert answer.count("\u0301") <= 8


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_an_engine_says_is_refused_or_can_be_restored(asked: str, answer: str):
    masked = mask(asked, (), "TH")
    try:
        taken = checked(answer, masked, Pair("en", "th"))
    except AnswerUnusable:
        return
    unmask(taken, masked.hidden)
