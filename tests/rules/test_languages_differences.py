"""What changed between two wordings, in scripts with and without spaces."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.languages.differences import LONGEST, change_since, differences
from backend.languages.versions import Version

WORDS = st.lists(st.sampled_from(["one ", "two ", "สาม", "สี่", "。", "\n"]), max_size=12)


def test_a_changed_word_is_told_and_nothing_else():
    pieces = differences("It decides about old pensions.", "It decides about pensions.", "en")
    assert [piece.how for piece in pieces] == ["same", "taken", "same"]
    assert pieces[1].text.strip() == "old"


def test_thai_is_compared_by_words_though_it_has_no_spaces():
    pieces = differences("ระบบตรวจบำนาญ", "ระบบตรวจภาษี", "th")
    assert ("added", "ภาษี") in [(piece.how, piece.text) for piece in pieces]
    assert pieces[0].text.startswith("ระบบ")


@settings(deadline=None)
@given(WORDS, WORDS)
def test_the_pieces_are_both_wordings_again(old, new):
    before, after = "".join(old), "".join(new)
    pieces = differences(before, after, "th")
    assert "".join(p.text for p in pieces if p.how != "added") == before
    assert "".join(p.text for p in pieces if p.how != "taken") == after


def test_very_long_texts_are_shown_whole_instead_of_word_by_word():
    before, after = "a " * LONGEST, "b " * LONGEST
    assert [p.how for p in differences(before, after, "en")] == ["taken", "added"]


def test_only_what_is_behind_has_a_change_to_show():
    behind = {"en": Version("two words", 2), "th": Version("คำเดียว", 1, "one word")}
    assert change_since(behind, "en") == []
    assert {p.how for p in change_since(behind, "th")} == {"taken", "added", "same"}
