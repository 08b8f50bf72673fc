"""What can be wrong with a catalogue: each fault named by file, message and reason."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from backend.languages.burmese import as_unicode
from backend.languages.catalogues import catalogue_path, read_catalogue
from backend.languages.locales import DEFAULT, LOCALES, LOCALES_FOLDER, Locale
from backend.languages.messages import forms_of, source_of
from backend.languages.placeholders import TAG, UNTOUCHED, keeps_placeholders

#: Marks that steer direction or line breaks unseen. Markup does that, never a translation.
INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENGLISH_WORD = re.compile(r"[a-z]{3,}")
_SCRIPT_NAMES = {
    "Latn": "LATIN",
    "Thai": "THAI",
    "Khmr": "KHMER",
    "Laoo": "LAO",
    "Mymr": "MYANMAR",
    "Hans": "CJK",
    "Taml": "TAMIL",
}


@dataclass(frozen=True)
class CatalogueFault:
    path: Path
    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message!r}: {self.reason}"


@dataclass(frozen=True)
class _Form:
    """One form of one translation beside its source."""

    locale: Locale
    text: str
    source: str
    plural: str | None

    @property
    def english(self) -> str:
        return f"{self.source} {self.plural or ''}"


def catalogue_faults(tag: str, folder: Path = LOCALES_FOLDER) -> list[CatalogueFault]:
    """Every fault of one language's catalogue; English has none, a missing file is one."""
    path = catalogue_path(tag, folder)
    if tag == DEFAULT:
        return []
    if not path.exists():
        return [CatalogueFault(path, "", "there is no catalogue")]
    catalogue = read_catalogue(path)
    return [
        CatalogueFault(path, message, reason)
        for message, reason in _faults(catalogue, LOCALES[tag], folder)
    ]


def _faults(catalogue: Catalog, locale: Locale, folder: Path) -> Iterator[tuple[str, str]]:
    if catalogue.num_plurals != locale.plural_count:
        yield "", f"the header says {catalogue.num_plurals} plural forms, not {locale.plural_count}"
    present = {(entry.context, source_of(entry)[0]) for entry in catalogue if entry.id}
    for _context, missing in sorted(_wanted(folder) - present, key=str):
        yield missing, "is missing; run `suara language strings`"
    for entry in catalogue:
        if entry.id:
            for reason in _entry_faults(entry, locale):
                yield source_of(entry)[0], reason


def _wanted(folder: Path) -> set[tuple[str | None, str]]:
    template = folder / "messages.pot"
    if not template.exists():
        return set()
    return {(m.context, source_of(m)[0]) for m in read_catalogue(template) if m.id}


def _entry_faults(entry: Message, locale: Locale) -> Iterator[str]:
    source, plural = source_of(entry)
    forms = forms_of(entry)
    if not all(forms):
        yield "is not translated"
        return
    if entry.fuzzy:
        yield "is marked fuzzy"
    if plural is not None and len(forms) != locale.plural_count:
        yield f"has {len(forms)} plural forms, not {locale.plural_count}"
    for text in forms:
        form = _Form(locale, text, source, plural)
        yield from (reason for reason, wrong in _CHECKS if wrong(form))


def _other_placeholders(form: _Form) -> bool:
    return not keeps_placeholders(form.text, form.source, form.plural)


def _other_tags(form: _Form) -> bool:
    tags = Counter(TAG.findall(form.text))
    return all(
        tags != Counter(TAG.findall(source)) for source in (form.source, form.plural or form.source)
    )


def _other_edges(form: _Form) -> bool:
    """Spaces and line ends before and after the words."""
    return _edges(form.text) != _edges(form.source)


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _other_script(form: _Form) -> bool:
    """Letters of a script that neither the language nor the English text uses."""
    return bool(_scripts(form.text) - _scripts(form.english) - _own(form) - {"LATIN"})


def _no_own_script(form: _Form) -> bool:
    says_something = _ENGLISH_WORD.search(UNTOUCHED.sub("", form.source)) is not None
    allowed = form.text in _same_as_english(form.locale.tag)
    return says_something and not allowed and not _own(form) & _scripts(form.text)


def _own(form: _Form) -> set[str]:
    return {_SCRIPT_NAMES[form.locale.script]}


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]


def _scripts(text: str) -> set[str]:
    return {_script(sign) for sign in UNTOUCHED.sub("", text) if sign.isalpha()}


def _is_english(form: _Form) -> bool:
    if form.text not in {form.source, form.plural}:
        return False
    says_something = _ENGLISH_WORD.search(UNTOUCHED.sub("", form.source)) is not None
    return says_something and form.text not in _same_as_english(form.locale.tag)


@cache
def _same_as_english(tag: str) -> frozenset[str]:
    text = (LOCALES_FOLDER / "same_as_english.toml").read_text(encoding="utf-8")
    allowed = tomllib.loads(text)
    return frozenset(allowed["every"]) | frozenset(allowed.get(tag, ()))


def _not_nfc(form: _Form) -> bool:
    return not unicodedata.is_normalized("NFC", form.text)


def _is_zawgyi(form: _Form) -> bool:
    return form.locale.tag == "my" and as_unicode(form.text).encoding == "zawgyi"


_CHECKS: tuple[tuple[str, Callable[[_Form], bool]], ...] = (
    ("the placeholders are not those of the English text", _other_placeholders),
    ("the tags are not those of the English text", _other_tags),
    ("begins or ends with other spaces than the English text", _other_edges),
    ("has letters of another script", _other_script),
    ("has no letter of the language's own script", _no_own_script),
    ("is the English text", _is_english),
    ("is not in NFC", _not_nfc),
    (
        "has an invisible mark (direction, zero width)",
        lambda form: INVISIBLE.search(form.text) is not None,
    ),
    ("is in Zawgyi", _is_zawgyi),
)
