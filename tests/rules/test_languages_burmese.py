"""Burmese in Zawgyi is found and read as Unicode; correct Burmese, however short, is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages.burmese import as_unicode


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("သီဟိုဠ္မွ ဉာဏ္ႀကီးရွင္သည္", "သီဟိုဠ်မှ ဉာဏ်ကြီးရှင်သည်"),
        ("အစီရင္ခံသူ", "အစီရင်ခံသူ"),
        ("နမူနာမ်ား", "နမူနာများ"),
        ("သုံးစြဲသူ၏", "သုံးစွဲသူ၏"),
        ("My case: မွတ္တမ္း, please", "My case: မှတ်တမ်း, please"),
    ],
)
def test_zawgyi_is_read_as_unicode_and_the_original_is_kept(typed, read):
    found = as_unicode(typed)
    assert (found.text, found.original, found.encoding) == (read, typed, "zawgyi")


@pytest.mark.parametrize(
    "text",
    [
        "အခြားဘာသာစကား",
        "ဤကိစ္စကို",
        "ကြားသိလိုပါသလဲ။",
        "အားလုံး၊ အခြား",
        "ယောက်ျား",  # a killed letter with a mark after it
        "ကျွန်ုပ်",
        "အင်္ဂလိပ်",  # a small letter on top
        "၂၀၂၆ ခုနှစ်",
        "",
        "no Burmese at all",
    ],
)
def test_short_burmese_in_unicode_order_is_left_alone(text):
    assert as_unicode(text).encoding == "unicode"


@given(st.text(st.characters(min_codepoint=0x1000, max_codepoint=0x109F)))
def test_no_run_of_burmese_signs_makes_reading_fail(text):
    found = as_unicode(text)
    assert found.original == text
    assert found.encoding == ("unicode" if found.text == text else "zawgyi")
