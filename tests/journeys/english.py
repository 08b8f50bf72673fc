"""English that was left on a page of another language."""

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from backend.demonstration.reading import data
from backend.jurisdictions.queries import countries
from backend.languages.catalogues import catalogue_path, read_catalogue
from backend.languages.formats import format_date, format_datetime, format_list
from backend.languages.language_names import language_name
from backend.languages.locales import LOCALES, OURS
from backend.languages.messages import forms_of, source_of

_ALLOWED = frozenset(
    (Path(__file__).parent / "allowed_words.txt").read_text(encoding="utf-8").split()
)
_ALLOWED |= {word for locale in LOCALES.values() for word in locale.autonym.split()}
#: People are called what they are called, in choices too, where no mark can stand around a name.
_ALLOWED |= {word for member in data("organisations")["staff"] for word in member["name"].split()}
_WORD = re.compile(r"(?<![\w@./-])[A-Za-z]{3,}(?![\w@/-]|\.\w)")


def left_in_english(texts: list[str], locale: str) -> list[str]:
    """Texts of a page with words of English: where the letters are others, every Latin word.

    In a language with Latin letters, texts that are word for word the source of a message which
    the catalogue translates otherwise.
    """
    if locale == "en":
        return []
    if LOCALES[locale].script == "Latn" and not LOCALES[locale].test_only:
        return [text for text in texts if text in _translated_otherwise(locale)]
    allowed = _ALLOWED | _names() if LOCALES[locale].test_only else _ALLOWED
    left = {text: sorted(set(_WORD.findall(text)) - allowed) for text in texts}
    return [f"{words}: {text}" for text, words in left.items() if words]


@cache
def _names() -> frozenset[str]:
    """What the languages of the tests have from data: countries, helplines, times, languages."""
    named = [
        names["en"]
        for country in countries().values()
        for names in (country.names, *(line.name for line in country.helplines))
    ]
    named += [
        format_date(date(2026, month, 1), tag) for month in range(1, 13) for tag in ("en", "ms")
    ]
    halves = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (1, 13)]
    named += [format_datetime(half, tag, "minute") for half in halves for tag in ("en", "ms")]
    named += [format_list(["", ""], tag) for tag in ("en", "ms")]
    named += [language_name(tag, locale) for tag in OURS for locale in ("en-XA", "ms-Arab")]
    return frozenset(word for name in named for word in _WORD.findall(name))


@cache
def _translated_otherwise(locale: str) -> frozenset[str]:
    catalogue = read_catalogue(catalogue_path(locale))
    return frozenset(
        source
        for entry in catalogue
        if entry.id
        for source in source_of(entry)
        if source and source not in forms_of(entry)
    )
