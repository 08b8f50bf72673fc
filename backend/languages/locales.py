"""Our locales: names, script, direction, plurals; which are offered; which one a reader gets."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

#: Catalogues and the published list.
LOCALES_FOLDER = Path(__file__).parents[2] / "locales"
DEFAULT = "en"

ONE_FORM = "nplurals=1; plural=0;"
ONE_AND_REST = "nplurals=2; plural=(n != 1);"
#: The first form also serves 2, 3, 5, 7, 8: only numbers that end in 4, 6 or 9 take the second.
FILIPINO = "nplurals=2; plural=(n != 1 && n != 2 && n != 3 && (n%10==4 || n%10==6 || n%10==9));"

# An honest header has a few entries; a longer one is cut rather than read.
_HEADER_CHARACTERS = 1000
_HEADER_ENTRIES = 30


@dataclass(frozen=True)
class Locale:
    """``formats`` is the CLDR locale whose dates and numbers are used; ``plurals`` the header.

    ``checked_by`` is the native speaker who read the translation, empty where nobody has.
    """

    tag: str
    autonym: str
    script: str
    formats: str
    plurals: str = ONE_FORM
    direction: Literal["ltr", "rtl"] = "ltr"
    offered: bool = False
    checked_by: str = ""
    test_only: bool = False

    @property
    def plural_count(self) -> int:
        return 2 if "nplurals=2" in self.plurals else 1


def _published(path: Path) -> dict[str, dict[str, Any]]:
    """The published list by tag; ValueError names what is wrong in the file."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("locale", [])
    unknown = {entry["tag"] for entry in entries} - {locale.tag for locale in _PUBLISHABLE}
    if unknown:
        raise ValueError(f"{path}: unknown tags {', '.join(sorted(unknown))}")
    return {entry["tag"]: entry for entry in entries}


_PUBLISHABLE = (
    Locale("en", "English", "Latn", "en_SG", ONE_AND_REST),
    Locale("id", "Bahasa Indonesia", "Latn", "id"),
    Locale("ms", "Bahasa Melayu", "Latn", "ms"),
    Locale("vi", "Tiếng Việt", "Latn", "vi"),
    Locale("th", "ไทย", "Thai", "th"),
    Locale("fil", "Filipino", "Latn", "fil", FILIPINO),
    Locale("km", "ខ្មែរ", "Khmr", "km"),
    Locale("lo", "ລາວ", "Laoo", "lo"),
    Locale("my", "မြန်မာ", "Mymr", "my"),
    Locale("zh-Hans", "简体中文", "Hans", "zh_Hans_SG"),
    Locale("ta", "தமிழ்", "Taml", "ta_SG", ONE_AND_REST),
    Locale("pt", "Português", "Latn", "pt_TL", ONE_AND_REST),
    # Tetum has no CLDR data; formats.py adds its month names.
    Locale("tet", "Tetun", "Latn", "pt_TL"),
)
# Both are computed (pseudo.py), so that pages can be tried right to left and with longer words.
_TEST_ONLY = (
    Locale("ms-Arab", "بهاس ملايو", "Arab", "ms", direction="rtl", test_only=True),
    Locale("en-XA", "[Éñğļîšĥ]", "Latn", "en_SG", ONE_AND_REST, test_only=True),
)


def _with_offers() -> dict[str, Locale]:
    published = _published(LOCALES_FOLDER / "supported.toml")
    every: dict[str, Locale] = {}
    for locale in (*_PUBLISHABLE, *_TEST_ONLY):
        entry = published.get(locale.tag, {})
        offered = locale.tag == DEFAULT or bool(entry.get("offered"))
        every[locale.tag] = replace(locale, offered=offered, checked_by=entry.get("checked_by", ""))
    return every


#: By tag, in the order in which languages are listed to people.
LOCALES: dict[str, Locale] = _with_offers()

#: Tags of the languages that people write and read, whether pages are offered in them or not.
OURS = tuple(locale.tag for locale in _PUBLISHABLE)

# What a reader of a language that is not offered gets before Accept-Language and English.
_NEXT_BEST: dict[str, tuple[str, ...]] = {"ms-Arab": ("ms",), "en-XA": ("en",), "tet": ("pt",)}

# Names under which browsers send our languages.
_ALSO_CALLED = {
    "in": "id",
    "tl": "fil",
    "zsm": "ms",
    "msa": "ms",
    "zh": "zh-Hans",
    "cmn": "zh-Hans",
}
_BY_LOWER_CASE = {locale.tag.lower(): locale.tag for locale in _PUBLISHABLE}


def offered() -> list[Locale]:
    return [locale for locale in LOCALES.values() if locale.offered]


def by_segment(segment: str, *, with_test_only: bool = False) -> Locale | None:
    """The locale of an address like ``/th/``; None for anything that is not exactly a tag."""
    locale = LOCALES.get(segment)
    if locale is None or (locale.test_only and not with_test_only):
        return None
    return locale


def negotiate(accept_language: str) -> str:
    """The offered tag that an Accept-Language header likes best. Never raises."""
    return _wanted(accept_language) or DEFAULT


def best_offered(tag: str, accept_language: str = "") -> str:
    """The tag itself, its next best (Tetum: Portuguese), what the header says, English."""
    for candidate in (tag, *_NEXT_BEST.get(tag, ())):
        if candidate in LOCALES and LOCALES[candidate].offered:
            return candidate
    return negotiate(accept_language)


def our_tag(name: str) -> str | None:
    """The tag of ours that a BCP 47 name or an old one (``in``, ``tl``, ``zh-CN``) stands for."""
    name = name.strip().replace("_", "-").lower()
    if name in _BY_LOWER_CASE:
        return _BY_LOWER_CASE[name]
    base = name.split("-")[0]
    return _ALSO_CALLED.get(base) or _BY_LOWER_CASE.get(base)


def _wanted(accept_language: str) -> str | None:
    for name in _by_preference(accept_language[:_HEADER_CHARACTERS]):
        tag = our_tag(name)
        for candidate in (tag, *_NEXT_BEST.get(tag or "", ())):
            if candidate and LOCALES[candidate].offered:
                return candidate
    return None


def _by_preference(header: str) -> list[str]:
    """The names of an Accept-Language header, the best liked first; those of quality 0 left out."""
    liked = [entry for entry in _entries(header) if entry[1] > 0]
    return [name for name, _ in sorted(liked, key=lambda entry: -entry[1])]


def _entries(header: str) -> Iterator[tuple[str, float]]:
    for entry in header.split(",")[:_HEADER_ENTRIES]:
        name, _, parameters = entry.partition(";")
        if name.strip():
            yield name.strip(), _quality(parameters)


def _quality(parameters: str) -> float:
    """The q value, 1 where there is none, 0 where it cannot be read (``nan`` included)."""
    key, _, value = parameters.strip().partition("=")
    if not key:
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
