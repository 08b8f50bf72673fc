"""Helplines as the pages show them: in the reader's language, fitting ones first."""

from dataclasses import dataclass

from backend.jurisdictions.queries import COUNTRIES, countries
from backend.jurisdictions.rules import helplines_for
from backend.languages.texts import best_text


@dataclass(frozen=True)
class HelplineShown:
    name: str
    phone: str
    lang: str
    hours: str = ""


def helplines(country: str, danger: str, locale: str) -> list[HelplineShown]:
    """Of one country; none where it is not known."""
    if country not in COUNTRIES:
        return []
    shown = []
    for line in helplines_for(countries()[country], danger):
        name = best_text(line.name, locale)
        lang = "" if name.language == locale else name.language
        shown.append(HelplineShown(name.text, line.number, lang))
    return shown


def country_choices(locale: str) -> list[tuple[str, str]]:
    """Code and name, sorted by the name that the reader sees."""
    named = [(code, best_text(c.names, locale).text) for code, c in countries().items()]
    return sorted(named, key=lambda pair: pair[1])
