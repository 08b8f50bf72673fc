"""Names of rows from whoever owns them: countries, languages, the taxonomy, outcomes."""

from collections.abc import Callable
from functools import lru_cache

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import OUTCOMES, SEVERITIES
from backend.cases.rules.stages import Outcome
from backend.jurisdictions.queries import country_choices
from backend.languages.language_names import language_name
from backend.languages.messages import Message, render
from backend.reports.rules.names import row_name
from backend.reports.rules.shown import Words
from backend.systems.queries.sectors import sectors


@lru_cache
def words_in(locale: str) -> Words:
    """For rendering a report in this language."""
    return Words(locale, lambda dimension, value: _named(dimension, value, locale))


def _named(dimension: str, value: str, locale: str) -> str:
    ours = row_name(dimension, value)
    if ours is not None:
        return render(ours, locale)
    return _ELSEWHERE.get(dimension, _code)(value, locale)


def _code(value: str, _locale: str) -> str:
    return value


def _country(value: str, locale: str) -> str:
    return dict(country_choices(locale)).get(value, value)


def _of(names: Callable[[], dict[str, Message]]) -> Callable[[str, str], str]:
    def named(value: str, locale: str) -> str:
        message = names().get(value)
        return render(message, locale) if message else value

    return named


def _outcomes() -> dict[str, Message]:
    return {outcome.value: OUTCOMES[outcome] for outcome in Outcome}


_ELSEWHERE: dict[str, Callable[[str, str], str]] = {
    "country": _country,
    "language": language_name,
    "category": _of(lambda: {code: each.name for code, each in taxonomy().categories.items()}),
    "sector": _of(sectors),
    "severity": _of(lambda: SEVERITIES),
    "outcome": _of(_outcomes),
}
