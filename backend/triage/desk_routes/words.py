"""Codes of the desk in the words of whoever reads: languages, countries, stages, categories."""

from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import SEVERITIES, STAGES
from backend.jurisdictions.queries import country, country_choices
from backend.languages.identification import UNKNOWN
from backend.languages.locales import OURS
from backend.languages.messages import Message, msg
from backend.languages.sorting import in_order
from backend.languages.texts import best_text
from backend.web.language_names import named_in
from backend.web.reader import worded

#: A code and its words, as a field of choices takes them.
Choice = tuple[str, str]
ALL_OF_IT = msg("All of this category")


@cache
def words_for(locale: str) -> Mapping[str, Any]:
    """What pages with cases need beside the cases; the same for all who read in a language."""
    countries = country_choices(locale)
    return {
        "countries": countries,
        "country_names": dict(countries),
        "languages": language_choices(locale),
        "language_named": named_in(locale),
        "stage_choices": _choices(STAGES, locale),
        "severity_choices": _choices(SEVERITIES, locale),
        "category_choices": category_choices(locale),
        "category_filters": category_choices(locale, filtering=True),
    }


def _choices(names: Mapping[Any, Message], locale: str) -> list[Choice]:
    return [(str(code), worded(name, locale)) for code, name in names.items()]


def category_choices(locale: str, *, filtering: bool = False) -> list[tuple[str, list[Choice]]]:
    """Each category with its subtypes; where one filters by them, with all of them first."""
    known = taxonomy()
    found = []
    for letter, category in known.categories.items():
        names: dict[str, Message] = {letter: ALL_OF_IT} if filtering else {}
        names |= {c: s.name for c, s in known.subtypes.items() if s.category == letter}
        found.append((worded(category.name, locale), _choices(names, locale)))
    return found


def language_choices(locale: str) -> list[tuple[str, str]]:
    """Ours, by the name that the reader knows; the one that nobody recognised stands last."""
    named = named_in(locale)
    ours = [(tag, named(tag)) for tag in OURS]
    return [*in_order(ours, locale, itemgetter(1)), (UNKNOWN, named(UNKNOWN))]


def bodies_of(code: str, locale: str) -> list[str]:
    """Where else one can turn in a country; its addresses are for the office to know."""
    return [best_text(body.name, locale).text for body in country(code).bodies]
