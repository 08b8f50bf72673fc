"""What is stored, what is refused, and what finds what."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages.burmese import as_unicode
from backend.languages.normalisation import MOST_MARKS, UnreadableText, for_search, stored
from backend.languages.search_terms import index_terms, ways_to_find
from backend.languages.words import words_of

pytestmark = pytest.mark.battery("T12")
ANYTHING = st.text(st.characters(exclude_categories=()))
# Marks, letters that compose, joiners: where normal forms go wrong if they do.
TRICKY = st.text(alphabet="aeđកិ្តបนำํา္้ိ\u0301\u0323\u0344\u0958\u200c\u200d\u1100\u1161ﬁ", max_size=60)


@given(ANYTHING)
def test_text_is_stored_or_refused_and_nothing_else(text):
    try:
        kept = stored(text)
    except UnreadableText:
        return
    assert unicodedata.is_normalized("NFC", kept)
    kept.encode()


@given(ANYTHING | TRICKY)
def test_what_was_stored_is_stored_unchanged_again(text):
    try:
        kept = stored(text)
    except UnreadableText:
        return
    assert stored(kept) == kept


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud800"])
def test_controls_and_lone_surrogates_are_refused(sign):
    with pytest.raises(UnreadableText):
        stored(f"before{sign}after")


def test_lines_end_in_one_way_and_tabs_stay():
    assert stored("a\r\nb\rc\n\td") == "a\nb\nc\n\td"


@pytest.mark.parametrize("letter", ["a", "ก", "က", "ក"])
def test_a_tower_of_marks_is_cut_to_eight(letter):
    mark = {"a": "\u0337", "ก": "\u0e4a", "က": "\u103b", "ក": "\u17b7"}[letter]
    assert stored(letter + mark * 50 + "x") == letter + mark * MOST_MARKS + "x"


def test_joiners_are_kept():
    assert stored("க்\u200cஷ \u200d") == "க்\u200cஷ \u200d"


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Đại Học", "dai hoc"),
        ("ÁÉñ", "aen"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("นํา", "นำ"),
        ("ຄໍາ", "ຄຳ"),
        ("ＡＢＣ１２３", "abc123"),
        ("၂၀၂၆ ២០២៦ ๒๐๒๖", "2026 2026 2026"),
        ("ne’e", "ne'e"),
        ("ក\u200bខ", "កខ"),
        ("បណ្តឹង", "បណ្ដឹង"),
        ("ម៉ាស៊ីន", "ម៉ាសុីន"),
        ("ស៊ី", "សី៊"),
        ("ស្រ្តី", "ស្ត្រី"),
        ("ឲ្យ", "ឱ្យ"),
        ("កេា", "កោ"),
        ("ก่ี", "กี่"),
        ("เเม่", "แม่"),
        ("น้ํา", "น้ำ"),
        ("กี่่", "กี่"),
        ("ກ່ິນ", "ກິ່ນ"),
        ("ໜ້າ", "ຫນ້າ"),
        ("ເເມ່", "ແມ່"),
        ("ကျွန့်", "ကျွန့်"),
        ("ကြျ", "ကျြ"),
        ("၀န်", "ဝန်"),
        ("ဉာဏ်", "ဥာဏ်"),
        ("၄င်း", "၎င်း"),
        ("ဩဇာ", "သြဇာ"),
        ("၅ဝ၀ကျပ်", "500ကျပ်"),
        ("\u0e59\u030c", "9"),
        ("கொ", "கொ"),
        ("கௌ", "கெள"),
        ("كتاب", "کتاب"),
        ("أهلي", "اهلی"),
        ("سِـيستم", "سيستم"),
        ("ﻛﺘﺎﺏ", "كتاب"),
        ("𝐩𝐞𝐧sion", "pension"),
        ("a\ufe0fb\U000e0041c", "abc"),
    ],
)
def test_two_ways_of_typing_are_found_as_one(typed, also):
    assert for_search(typed) == for_search(also)


def test_marks_of_other_scripts_are_not_folded_away():
    assert for_search("กี่") != for_search("ก")
    assert for_search("மீ") != for_search("ம")


@given(ANYTHING | TRICKY)
def test_any_text_can_be_searched_and_folding_twice_changes_nothing(text):
    assert for_search(for_search(text)) == for_search(text)


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("ฉันยื่นเรื่องร้องเรียนแล้ว", "th", "ร้อง"),
        ("បណ្តឹងរបស់ខ្ញុំ", "km", "បណ្ដឹង"),
        ("ຄຳຮ້ອງທຸກຂອງຂ້ອຍ", "lo", "ຂອງ"),
        ("ဆေးရုံက ငြင်းပယ်ခဲ့သည်", "my", "ဆေးရုံ"),
        ("我的投诉被拒绝了", "zh-Hans", "投诉"),
    ],
)
def test_words_are_found_where_no_space_parts_them(text, language, word):
    assert word in words_of(text, language)


def test_a_telephone_number_is_one_word_however_it_is_grouped():
    assert words_of("tel. +66 (0)81-234-5678") == ["tel", "660812345678"]
    assert words_of("081 234 5678 call") == words_of("0812345678 call")


def finds(query, text):
    terms = index_terms(text)
    return any(way <= terms for way in ways_to_find(query))


def test_a_long_word_is_found_by_its_beginning():
    assert finds("pemberhent", "Pemberhentian bantuan")
    assert not finds("pemberontakan", "Pemberhentian bantuan")


def test_chinese_is_found_by_pairs_wherever_words_end():
    assert finds("工智", "人工智能拒绝了我")


@given(ANYTHING | TRICKY)
def test_every_text_is_found_by_itself(text):
    assert finds(text, text) or not ways_to_find(text)


def test_zawgyi_is_read_as_unicode_and_the_original_kept():
    typed = "သီဟိုဠ္မွ ဉာဏ္ႀကီးရွင္သည္"
    read = as_unicode(typed)
    assert (read.text, read.original, read.encoding) == ("သီဟိုဠ်မှ ဉာဏ်ကြီးရှင်သည်", typed, "zawgyi")


@pytest.mark.parametrize("text", ["သီဟိုဠ်မှ ဉာဏ်ကြီးရှင်သည်", "ဘာလဲ", "no Burmese", ""])
def test_unicode_is_left_as_it_is(text):
    assert as_unicode(text) == type(as_unicode(""))(text, text, "unicode")
