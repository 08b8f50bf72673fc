"""Names of languages as the reader of a locale writes them."""

from functools import lru_cache

from backend.languages.cldr import names_of_languages
from backend.languages.locales import LOCALES


@lru_cache(maxsize=1024)
def language_name(tag: str, locale: str) -> str:
    """By CLDR; where it has none the language's own name, else the English one, else the tag."""
    code = tag.replace("-", "_")
    known = names_of_languages(LOCALES[locale].formats).get(code)
    if known:
        return known
    own = LOCALES[tag].autonym if tag in LOCALES else None
    return own or names_of_languages("en").get(code, tag)
