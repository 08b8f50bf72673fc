"""Which locale a reader gets, whatever the browser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages.locales import LOCALES, best_offered, by_segment, negotiate, offered, our_tag

pytestmark = pytest.mark.battery("T12")
OFFERED = {locale.tag for locale in offered()}


def test_there_are_thirteen_locales_for_people_and_two_for_tests():
    people = [locale.tag for locale in LOCALES.values() if not locale.test_only]
    assert people == [
        "en",
        "id",
        "ms",
        "vi",
        "th",
        "fil",
        "km",
        "lo",
        "my",
        "zh-Hans",
        "ta",
        "pt",
        "tet",
    ]
    assert {tag for tag in LOCALES if tag not in people} == {"ms-Arab", "en-XA"}


def test_only_jawi_runs_right_to_left():
    assert [tag for tag, locale in LOCALES.items() if locale.direction == "rtl"] == ["ms-Arab"]


def test_a_test_locale_is_never_offered():
    assert not any(locale.test_only for locale in offered())


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("th", "th"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("en;q=0.1, id;q=0.9", "id"),
        ("in-ID", "id"),
        ("my_MM", "my"),
        ("fr, de;q=0.5", "en"),
        ("tet, id;q=0.5", "tet"),
        ("th;q=0, id;q=0.1", "id"),
        ("*", "en"),
        ("th;q=nan, id;q=inf, my;q=-1", "en"),
        ("TH", "th"),
    ],
)
def test_the_best_liked_offered_language_is_taken(header, tag):
    assert negotiate(header) == tag


@given(st.text())
def test_no_header_makes_negotiation_fail(header):
    assert negotiate(header) in OFFERED


@given(st.text(alphabet="thidenmy-*;q=0.19,\x00\ud800٣ ", max_size=3000))
def test_no_header_that_looks_like_one_makes_negotiation_fail(header):
    assert negotiate(header) in OFFERED


def test_a_language_not_offered_yet_gives_way_to_what_the_browser_says_then_english():
    assert best_offered("th", "id") == "th"
    assert best_offered("xx", "id") == "id"
    assert best_offered("xx") == "en"
    assert best_offered("ms-Arab", "id") == "ms"


@given(st.text(max_size=20))
def test_only_an_exact_tag_is_a_segment_of_an_address(segment):
    assert (by_segment(segment) is not None) == (
        segment in LOCALES and not LOCALES[segment].test_only
    )


@pytest.mark.parametrize("segment", ["", "TH", "zh-hans", "zh", "en-XA", "ms-Arab", "../en", "th "])
def test_what_only_resembles_a_locale_is_none(segment):
    assert by_segment(segment) is None


def test_test_locales_open_only_where_they_are_asked_for():
    found = by_segment("ms-Arab", with_test_only=True)
    assert found is not None
    assert found.direction == "rtl"


@pytest.mark.parametrize(
    ("name", "tag"),
    [("zh-CN", "zh-Hans"), ("tl", "fil"), ("zsm", "ms"), ("pt-BR", "pt"), ("fr", None)],
)
def test_names_of_browsers_and_programs_are_understood(name, tag):
    assert our_tag(name) == tag
