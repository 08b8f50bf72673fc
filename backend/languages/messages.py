"""Messages and their translations: lazy values, catalogues, rendering.

Catalogues are read from ``locales/<tag>/LC_MESSAGES/messages.po`` at first use and kept; nothing
is compiled, so what a translator saves is what the next start shows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from typing import Any

from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from backend.languages import pseudo
from backend.languages.formats import format_number
from backend.languages.locales import DEFAULT, LOCALES, LOCALES_FOLDER
from backend.languages.placeholders import keeps_placeholders

#: (context, source text) → the translation, or its forms where it has several.
Forms = Mapping[tuple[str | None, str], str | tuple[str, ...]]


@dataclass(frozen=True)
class Message:
    """One sentence in English, not yet in anybody's language. Placeholders are ``%(name)s``."""

    text: str
    plural: str | None = None
    context: str | None = None


def msg(text: str, context: str | None = None) -> Message:
    return Message(text, None, context)


def nmsg(singular: str, plural: str, context: str | None = None) -> Message:
    return Message(singular, plural, context)


class Translations:
    """The four gettext calls of one locale, for Jinja's i18n extension and for ``render``."""

    def __init__(self, forms: Forms, plural_index: Callable[[int], int]) -> None:
        self.forms = forms
        self.plural_index = plural_index

    def gettext(self, message: str) -> str:
        return self.single(None, message)

    def pgettext(self, context: str, message: str) -> str:
        return self.single(context, message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.counted(None, (singular, plural), n)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        return self.counted(context, (singular, plural), n)

    def single(self, context: str | None, text: str) -> str:
        forms = self.forms.get((context, text), text)
        return forms if isinstance(forms, str) else forms[0]

    def counted(self, context: str | None, source: tuple[str, str], count: int) -> str:
        forms = self.forms.get((context, source[0]))
        if forms is None:
            return source[0] if count == 1 else source[1]
        if isinstance(forms, str):
            return forms
        return forms[min(self.plural_index(abs(int(count))), len(forms) - 1)]


class ComputedTranslations(Translations):
    """Another locale's translations, changed letter by letter."""

    def __init__(self, base: Translations, change: Callable[[str], str]) -> None:
        super().__init__(base.forms, base.plural_index)
        self._change = change

    def single(self, context: str | None, text: str) -> str:
        return self._change(super().single(context, text))

    def counted(self, context: str | None, source: tuple[str, str], count: int) -> str:
        return self._change(super().counted(context, source, count))


@cache
def translations_for(tag: str) -> Translations:
    """The translations of one of ``LOCALES``; without a catalogue everything stays English."""
    if tag == "en-XA":
        return ComputedTranslations(translations_for("en"), pseudo.longer)
    if tag == "ms-Arab":
        return ComputedTranslations(translations_for("ms"), pseudo.right_to_left)
    formula = LOCALES[tag].plurals.partition("plural=")[2].rstrip(";")
    return Translations(dict(_usable(tag)), c2py(formula))


def render(message: Message, locale: str, /, count: int | None = None, **facts: Any) -> str:
    """The message in a locale with its facts filled in.

    ``count`` picks the plural form and fills ``%(count)s`` in the reader's digits. KeyError if
    the message asks for a fact that was not given.
    """
    translations = translations_for(locale)
    if message.plural is None or count is None:
        text = translations.single(message.context, message.text)
    else:
        text = translations.counted(message.context, (message.text, message.plural), count)
    if count is not None:
        facts["count"] = format_number(count, locale)
    return text % facts


def _usable(tag: str) -> Iterator[tuple[tuple[str | None, str], str | tuple[str, ...]]]:
    """The complete translations of a catalogue whose placeholders are those of the source."""
    path = LOCALES_FOLDER / tag / "LC_MESSAGES" / "messages.po"
    if tag == DEFAULT or not path.exists():
        return
    with path.open("rb") as file:
        for entry in read_po(file, ignore_obsolete=True):
            forms = forms_of(entry)
            if entry.id and not entry.fuzzy and _can_stand(entry, forms):
                key = _key(entry.context, source_of(entry)[0])
                yield key, forms if len(forms) > 1 else forms[0]


@cache
def _key(context: str | None, text: str) -> tuple[str | None, str]:
    """The same object for all languages, which have the same sources."""
    return context, text


def source_of(entry: Entry) -> tuple[str, str | None]:
    """The English text of a catalogue's entry, and its plural where it has one."""
    return (entry.id, None) if isinstance(entry.id, str) else (entry.id[0], entry.id[1])


def forms_of(entry: Entry) -> tuple[str, ...]:
    """The translation in its forms; what is missing is empty."""
    forms = entry.string if isinstance(entry.string, list | tuple) else (entry.string,)
    return tuple(str(form or "") for form in forms)


def _can_stand(entry: Entry, forms: tuple[str, ...]) -> bool:
    source, plural = source_of(entry)
    return all(form and keeps_placeholders(form, source, plural) for form in forms)
