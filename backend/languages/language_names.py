"""Names of languages as the reader of a locale writes them."""

from functools import lru_cache

from babel import Locale as Cldr

from backend.languages.locales import LOCALES

_ENGLISH = Cldr.parse("en")


@lru_cache(maxsize=1024)
def language_name(tag: str, locale: str) -> str:
    """By CLDR; where it has none the language's own name, else the English one, else the tag."""
    code = tag.replace("-", "_")
    known = Cldr.parse(LOCALES[locale].formats).languages.get(code)
    if known:
        return str(known)
    own = LOCALES[tag].autonym if tag in LOCALES else None
    return own or str(_ENGLISH.languages.get(code, tag))
