"""Each language against a table: days, times, numbers, lists, plurals and the order of names.

Whoever reads a language can check its lines.
"""

from datetime import UTC, date, datetime
from gettext import c2py
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from backend.jurisdictions.queries import countries, country_choices
from backend.jurisdictions.rules import ISO2
from backend.languages.formats import (
    format_date,
    format_datetime,
    format_list,
    format_number,
    format_percent,
)
from backend.languages.locales import LOCALES, OURS
from backend.languages.sorting import in_order

DAY = date(2026, 11, 4)
MOMENT = datetime(2026, 11, 4, 14, 5, tzinfo=UTC)


TABLE = YAML(typ="safe").load(Path(__file__).with_name("language_table.yaml"))
LISTED = [tag for tag in OURS if "in_order" in TABLE[tag]]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("tag", OURS)
def test_days_times_numbers_and_lists_are_those_of_the_table(tag: str):
    written = {
        "day": format_date(DAY, tag),
        "full": format_date(DAY, tag, "full"),
        "time": format_datetime(MOMENT, tag).removeprefix(format_date(DAY, tag)).strip(),
        "number": format_number(1234567.5, tag),
        "share": format_percent(0.256, tag, 1),
        "several": format_list(["a", "b", "c"], tag),
        "two": format_list(["a", "b"], tag),
    }
    expected = {name: TABLE[tag][name] for name in written}
    assert {name: plain(text) for name, text in written.items()} == expected


@pytest.mark.parametrize("tag", OURS)
def test_one_two_four_and_five_things_take_the_forms_of_the_table(tag: str):
    form = c2py(LOCALES[tag].plurals.split("plural=")[-1].rstrip(";"))
    assert " ".join(str(form(number)) for number in (1, 2, 4, 5)) == TABLE[tag]["forms"]


@pytest.mark.parametrize("tag", LISTED)
def test_names_stand_in_the_order_in_which_readers_look_for_them(tag: str):
    assert in_order(reversed(TABLE[tag]["in_order"]), tag) == TABLE[tag]["in_order"]


@pytest.mark.parametrize("tag", OURS)
def test_every_country_helpline_and_body_has_a_name_in_every_language(tag: str):
    assert {code for code, _name in country_choices(tag)} == set(ISO2)
    for country in countries().values():
        named = [country.names, *(h.name for h in country.helplines)]
        named += [body.name for body in country.bodies]
        assert all(names.get(tag) for names in named), country.code


@pytest.mark.parametrize("tag", OURS)
def test_countries_are_listed_by_the_name_that_is_read(tag: str):
    names = [name for _code, name in country_choices(tag)]
    assert names == in_order(names, tag)
