"""Codes of the desk in the words of whoever reads: languages, countries."""

from operator import itemgetter
from typing import Any

from backend.jurisdictions.queries import country, country_choices
from backend.languages.identification import UNKNOWN
from backend.languages.locales import OURS
from backend.languages.sorting import in_order
from backend.languages.texts import best_text
from backend.web.language_names import named_in


def words_for(locale: str) -> dict[str, Any]:
    """What pages with cases need beside the cases."""
    countries = country_choices(locale)
    return {
        "countries": countries,
        "country_names": dict(countries),
        "languages": language_choices(locale),
        "language_named": named_in(locale),
    }


def language_choices(locale: str) -> list[tuple[str, str]]:
    """Ours, by the name that the reader knows; the one that nobody recognised stands last."""
    named = named_in(locale)
    ours = [(tag, named(tag)) for tag in OURS]
    return [*in_order(ours, locale, itemgetter(1)), (UNKNOWN, named(UNKNOWN))]


def bodies_of(code: str, locale: str) -> list[str]:
    """Where else one can turn in a country; its addresses are for the office to know."""
    return [best_text(body.name, locale).text for body in country(code).bodies]
