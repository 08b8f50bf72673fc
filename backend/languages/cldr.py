"""What CLDR knows of our locales: read at first use, and only what is shown here is kept."""

from collections.abc import Mapping
from functools import cache

from babel import Locale, core, localedata

from backend.languages.locales import LOCALES

#: Of no use for dates, numbers and lists, and nine tenths of the memory of a locale.
_NOT_WRITTEN = (
    "languages", "territories", "scripts", "variants", "time_zones", "meta_zones",
    "unit_patterns", "unit_display_names", "compound_unit_patterns", "date_fields",
    "interval_formats", "compact_decimal_formats", "compact_currency_formats",
    "currency_names", "currency_names_plural", "currency_symbols",
)  # fmt: skip
#: Of all others Babel need not know in which letters they are written, or in which countries.
_LANGUAGES = {locale.formats.partition("_")[0] for locale in LOCALES.values()}


@cache
def cldr(tag: str) -> Locale:
    """How the readers of one of ``LOCALES`` write dates, numbers and lists."""
    found = Locale.parse(LOCALES[tag].formats)
    read = found._data  # noqa: SLF001  no public way to what it keeps
    for name in _NOT_WRITTEN:
        read.pop(name, None)
    _let_go()
    return found


@cache
def names_of_languages(formats: str) -> Mapping[str, str]:
    """By the codes of CLDR, as one of its locales writes them."""
    names = dict(localedata.load(formats)["languages"])
    _let_go()
    return names


def _let_go() -> None:
    """Babel would keep for ever whatever it has read, and what it made that of."""
    localedata._cache.clear()  # noqa: SLF001  as above
    likely = core.get_global("likely_subtags")
    core._global_data = {  # noqa: SLF001  as above
        "parent_exceptions": core.get_global("parent_exceptions"),
        "likely_subtags": {name: likely[name] for name in likely.keys() & _LANGUAGES},
    }
