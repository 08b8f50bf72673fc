"""Where a system is used, in the reader's language."""

from backend.jurisdictions.queries import country_choices
from backend.systems.queries.lines import SystemLine


def places_of(system: SystemLine, locale: str) -> list[str]:
    return [name for code, name in country_choices(locale) if code in system.countries]
