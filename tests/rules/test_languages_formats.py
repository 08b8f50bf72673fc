"""Dates, numbers and lists as the reader writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages.formats import (
    format_date,
    format_datetime,
    format_list,
    format_number,
    format_partial_date,
    format_percent,
    parse_digits,
)
from backend.languages.locales import LOCALES

DAY = date(2026, 3, 9)
MOMENT = datetime(2026, 3, 9, 14, 47, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en", "9 March 2026"),
        ("id", "9 Maret 2026"),
        ("th", "9 มีนาคม พ.ศ. 2569"),
        ("my", "၂၀၂၆ မတ် ၉"),
        ("pt", "9 de março de 2026"),
        ("tet", "9 Marsu 2026"),
        ("zh-Hans", "2026年3月9日"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(tag, shown):
    assert format_date(DAY, tag) == shown


@pytest.mark.parametrize("style", ["short", "medium", "long", "full"])
@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_thai_years_are_buddhist_in_every_style(style, day):
    shown = format_date(day, "th", style)
    assert str(day.year + 543) in shown
    assert "ค.ศ." not in shown


@given(st.dates(), st.sampled_from(sorted(LOCALES)))
def test_every_day_can_be_written_and_hides_no_zero_width_space(day, tag):
    for style in ("short", "medium", "long", "full"):
        shown = format_date(day, tag, style)
        assert shown
        assert "\u200b" not in shown


def test_a_day_stays_together_on_pages_from_right_to_left():
    assert format_date(DAY, "ms-Arab") == "\u20689 Mac 2026\u2069"
    assert format_datetime(MOMENT, "ms-Arab").startswith("\u2068\u20689 Mac 2026\u2069 ")


def test_burmese_pages_have_burmese_digits_only():
    shown = format_date(DAY, "my") + format_number(1234.5, "my") + format_percent(0.25, "my")
    assert not set("0123456789") & set(shown)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2026", "2026"), ("2026-03", "March 2026"), ("2026-03-09", "9 March 2026")],
)
def test_a_day_is_shown_no_more_exactly_than_it_was_given(value, shown):
    assert format_partial_date(value, "en") == shown


def test_a_month_and_a_year_are_buddhist_in_thai_and_by_name_in_tetum():
    assert format_partial_date("2026-03", "th") == "มีนาคม พ.ศ. 2569"
    assert format_partial_date("2026", "th") == "พ.ศ. 2569"
    assert format_partial_date("2026-11", "tet") == "Novembru 2026"


@pytest.mark.parametrize("value", ["", "x", "2026-13", "2026-02-30", "1-2-3-4"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError, match=r".*"):
        format_partial_date(value, "en")


def test_a_time_is_shown_as_exactly_as_asked_and_in_the_zone_asked():
    assert format_datetime(MOMENT, "id", "day") == "9 Maret 2026"
    assert format_datetime(MOMENT, "id", "hour") == "9 Maret 2026 14.00"
    assert format_datetime(MOMENT, "id") == "9 Maret 2026 14.47"
    assert format_datetime(MOMENT, "id", zone="Asia/Jakarta") == "9 Maret 2026 21.47"


@pytest.mark.parametrize(
    ("tag", "shown"),
    [("en", "1,234.5"), ("id", "1.234,5"), ("my", "၁,၂၃၄.၅"), ("tet", "1234,5"), ("ta", "1,234.5")],
)
def test_numbers_have_the_separators_of_the_language(tag, shown):
    assert format_number(1234.5, tag).replace("\xa0", "") == shown


def test_a_share_is_a_percentage_with_the_decimals_asked():
    assert format_percent(0.2564, "en") == "26%"
    assert format_percent(0.2564, "id", 1) == "25,6%"


def test_lists_end_with_the_word_for_and():
    assert format_list(["a", "b", "c"], "en") == "a, b and c"
    assert format_list(["a", "b", "c"], "tet") == "a, b no c"
    assert format_list(["a"], "tet") == "a"


@pytest.mark.parametrize("typed", ["2569", "๒๕๖๙", "၂၅၆၉", "២៥៦៩", "໒໕໖໙", "２５６９", " 2569 "])
def test_digits_of_every_script_are_read(typed):
    assert parse_digits(typed) == 2569


@pytest.mark.parametrize("typed", ["", " ", "-1", "1.5", "x", "²", "½", "一", "9" * 19])
def test_what_is_no_whole_number_is_none(typed):
    assert parse_digits(typed) is None


@given(st.text())
def test_no_text_makes_reading_digits_fail(typed):
    assert parse_digits(typed) is None or parse_digits(typed) >= 0
