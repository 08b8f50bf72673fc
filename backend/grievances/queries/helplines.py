"""Helplines as the pages show them: in the reader's language, fitting ones first."""

from dataclasses import dataclass

from backend.jurisdictions.queries import COUNTRIES, countries, country_choices
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


def emergencies(locale: str) -> list[tuple[str, HelplineShown]]:
    """The first emergency number of every country, those first where the page's language is home.

    Before the country is known: somebody in danger must find theirs at once.
    """
    at_home = {code for code, country in countries().items() if country.languages[0] == locale}
    named = sorted(country_choices(locale), key=lambda choice: choice[0] not in at_home)
    return [(name, helplines(code, "yes", locale)[0]) for code, name in named]
