"""Names of languages as the reader of a locale writes them."""

from functools import lru_cache

from babel import Locale as Cldr

from backend.languages.locales import LOCALES


@lru_cache(maxsize=1024)
def language_name(tag: str, locale: str) -> str:
    """By CLDR; where it has none the language's own name, else the tag."""
    known = Cldr.parse(LOCALES[locale].formats).languages.get(tag.replace("-", "_"))
    if known:
        return str(known)
    return LOCALES[tag].autonym if tag in LOCALES else tag
