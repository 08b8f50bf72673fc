"""Which searches find which texts, script by script; the larger sets are in tests/search/."""

import pytest

from backend.languages.search_terms import (
    index_terms,
    reference_terms,
    signs_of,
    telling,
    ways_to_find,
)
from backend.languages.slips import around_a_slip, meant, meant_by_signs, nearly


def finds(typed: str, text: str) -> bool:
    terms = index_terms(text)
    return any(way <= terms for way in ways_to_find(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("0812345678", "โทร +66 (0)81-234-5678"),
        ("+66 81 234 5678", "โทร 0812345678 ค่ะ"),
        ("๐๘๑-๒๓๔-๕๖๗๘", "0812345678"),
        ("08123456", "0812345678"),
        ("1,200", "paid 1200 baht"),
        ("1.200.000", "paid 1200000 dong"),
        ("e-mail", "an email came"),
        ("email", "an e-mail came"),
        ("neebe", "ne’ebé mak"),
        ("ne'ebe", "ne’ebé mak"),
        ("AI", "the AI decided"),
        ("វិទ្យាល័យ", "សាកលវិទ្យាល័យបានលុប"),
        ("ប្រាក់សោធន", "ប្រាក់ សោធន"),
        ("ប្រាក់\u200bសោធន", "ប្រាក់សោធន"),
        ("วิทยาลัย", "มหาวิทยาลัยยกเลิก"),
        ("ಕನ್ನಡ", "ಕನ್ನಡ ಭಾಷೆ"),
        ("अदालत", "यह अदालत है"),
    ],
)
def test_a_search_finds(typed: str, text: str):
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("0812345679", "0812345678"),
        ("ensio", "pension"),
        ("pensioner", "pension"),
        ("เงินเดือน", "เงินบำนาญตั้งแต่เดือนมีนา"),
        ("养金", "养老金"),
        ("", "pension"),
        ("!!! …", "pension"),
    ],
)
def test_a_search_does_not_find(typed: str, text: str):
    assert not finds(typed, text)


def test_of_a_reference_the_drawn_part_finds_whatever_lookalike_is_typed():
    terms = reference_terms("TH-2026-7F0K1-9")
    for typed in ("7F0K1", "7f0k1-9", "7FOKI", "TH-2026-7F0K1-9", "2026 7f0k1", "๗f๐k๑"):
        assert any(way <= terms for way in ways_to_find(typed)), typed


@pytest.mark.parametrize("slip", ["pensoin", "penson", "pensiion", "penzion", "ension"])
def test_a_word_is_meant_by_each_of_its_slips(slip: str):
    assert meant(slip) & index_terms("pension")


def test_too_short_a_word_means_nothing_else():
    assert meant("tax") == set()
    assert meant_by_signs(["ก", "า"], 3) == set()


def test_tamil_letters_are_doubled_or_not():
    assert meant("பல்கலைகழகம்") & index_terms("பல்கலைக்கழகம்")


def test_in_scripts_without_spaces_a_wrong_sign_is_passed_over():
    text = "ที่สนามบินครับ"
    typed = signs_of("สนามบืน")
    assert any(way <= index_terms(text) for way in around_a_slip(typed, 3))
    said = "|".join(signs_of(text))
    assert nearly(typed).search(said)
    assert not nearly(signs_of("สนานบืน")).search(said)


def test_a_khmer_word_of_three_signs_is_meant_by_one_wrong_vowel():
    assert meant_by_signs(["ប៉ូ", "លី", "ស"], 3) & index_terms("ប៉ូលិសឃាត់ខ្ញុំ")


def test_telling_words_are_those_that_a_reader_knows_again():
    assert "pension" in telling("My pension was cut").values()
    assert "cut" not in telling("My pension was cut").values()
    assert any("บำนาญ" in word for word in telling("ระบบตัดเงินบำนาญของแม่", "th").values())
    for term in telling("ระบบตัดเงินบำนาญของแม่ 养老金 pension", "th"):
        assert term in index_terms("ระบบตัดเงินบำนาญของแม่ 养老金 pension")
