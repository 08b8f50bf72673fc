"""A text with a version for each language: what is right, behind and missing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.languages.versions import (
    TextState,
    Version,
    handed_over,
    languages_of,
    mark_of,
    needed_languages,
    original_in,
    rewritten,
    rewritten_fields,
    state_of,
    text_in,
)

TAGS = ("en", "th", "my", "tet")
TEXTS = st.sampled_from(["", "one", "two", "three"])
SAVES = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(TAGS), TEXTS, max_size=3),
        st.sampled_from(["", *TAGS]),
    ),
    max_size=8,
)


def saved(versions: dict[str, Version], typed: dict[str, str], confirmed: str = ""):
    return versions | rewritten(versions, typed, confirmed)


def states(versions: dict[str, Version]) -> dict[str, TextState]:
    return {tag: state_of(versions, tag) for tag in TAGS}


def test_what_is_written_at_once_says_the_same_and_english_is_the_original():
    versions = saved({}, {"th": "หนึ่ง", "en": "one"})
    assert original_in(versions) == "en"
    assert states(versions) == {
        "en": TextState.ORIGINAL, "th": TextState.RIGHT,
        "my": TextState.MISSING, "tet": TextState.MISSING,
    }  # fmt: skip


def test_what_is_written_first_alone_is_the_original_and_stays_it():
    versions = saved(saved({}, {"th": "หนึ่ง"}), {"en": "one"})
    assert original_in(versions) == "th"
    assert versions["en"] == Version("one", 1, "หนึ่ง")


def test_a_changed_original_leaves_its_translations_behind_until_somebody_writes_them():
    first = saved({}, {"en": "one", "th": "หนึ่ง", "my": "တစ်"})
    changed = saved(first, {"en": "two", "th": "หนึ่ง"})
    assert states(changed)["th"] is states(changed)["my"] is TextState.BEHIND
    assert changed["th"].of_text == "one"
    again = saved(changed, {"th": "สอง"}, "th")
    assert (states(again)["th"], states(again)["my"]) == (TextState.RIGHT, TextState.BEHIND)


def test_whoever_saw_the_new_original_confirms_a_translation_by_saving_it_as_it_is():
    behind = saved(saved({}, {"en": "one", "th": "หนึ่ง"}), {"en": "one."})
    assert rewritten(behind, {"th": "หนึ่ง"}) == {}
    assert rewritten(behind, {"th": "หนึ่ง"}, "th") == {"th": Version("หนึ่ง", 2, "one.")}


def test_a_right_translation_can_become_the_original_and_what_was_right_stays_so():
    versions = saved(saved({}, {"en": "one", "my": "တစ်"}), {"en": "two", "th": "สอง"})
    led = versions | handed_over(versions, "th")
    assert original_in(led) == "th"
    assert (states(led)["en"], states(led)["my"]) == (TextState.RIGHT, TextState.BEHIND)
    assert led["en"].of_text == "สอง"
    assert handed_over(versions, "my") == handed_over(versions, "en") == {}
    assert states(saved(led, {"th": "สาม"}))["en"] is TextState.BEHIND


def test_an_emptied_original_hands_over_to_another_language():
    versions = saved(saved({}, {"en": "one", "th": "หนึ่ง"}), {"en": ""})
    assert original_in(versions) == "th"
    assert state_of(versions, "en") is TextState.MISSING


@settings(deadline=None)
@given(SAVES)
def test_whatever_is_saved_the_texts_are_those_typed_last_with_one_original(saves):
    versions: dict[str, Version] = {}
    last: dict[str, str] = {}
    for typed, confirmed in saves:
        number = max((v.of_version for v in versions.values()), default=0)
        versions, last = saved(versions, typed, confirmed), last | typed
        assert max((v.of_version for v in versions.values()), default=0) >= number
    assert {tag: text_in(versions, tag) for tag in TAGS} == {tag: last.get(tag, "") for tag in TAGS}
    written = [tag for tag in TAGS if last.get(tag)]
    originals = [tag for tag, state in states(versions).items() if state is TextState.ORIGINAL]
    assert len(originals) == bool(written)
    for tag in written:
        right = state_of(versions, tag) is TextState.RIGHT
        assert not right or versions[tag].of_text == text_in(versions, original_in(versions))


@settings(deadline=None)
@given(SAVES)
def test_saving_what_stands_there_changes_nothing(saves):
    versions: dict[str, Version] = {}
    for typed, confirmed in saves:
        versions = saved(versions, typed, confirmed)
    assert rewritten(versions, {tag: version.text for tag, version in versions.items()}) == {}


def test_each_field_is_judged_by_itself():
    kept = {"name": {"en": Version("one")}}
    changed = rewritten_fields(kept, {"en": {"name": "one", "why": "so"}, "th": {"name": "หนึ่ง"}})
    assert changed == {"why": {"en": Version("so")}, "name": {"th": Version("หนึ่ง", 1, "one")}}


def test_a_mark_tells_of_original_and_translation_but_not_of_other_languages():
    versions = saved({}, {"en": "one", "th": "หนึ่ง", "my": "တစ်"})
    mark = mark_of([versions], "th")
    assert mark_of([saved(versions, {"my": "နှစ်"})], "th") == mark
    assert mark_of([saved(versions, {"th": "สอง"})], "th") != mark
    assert mark_of([saved(versions, {"en": "two"})], "th") != mark


def test_english_and_the_own_language_are_needed_and_stand_first():
    assert needed_languages("en") == ("en",)
    assert needed_languages("my") == ("en", "my")
    assert languages_of("my", ("en", "th", "my")) == ("en", "my", "th")
