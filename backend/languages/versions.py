"""A text with a version for each language: which is the original, and what is behind it.

Whoever owns a text keeps one row for each language. A translation remembers the number and the
words of the original that it says the same as; the original remembers only its own number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from backend.languages.locales import DEFAULT, OURS

#: Of several languages that are written at once the first of these is the original.
FIRST = (DEFAULT, *(tag for tag in OURS if tag != DEFAULT))


class TextState(StrEnum):
    """How a text stands in one language."""

    ORIGINAL = "original"
    RIGHT = "right"
    BEHIND = "behind"
    MISSING = "missing"


@dataclass(frozen=True)
class Version:
    """``of_text``: the original's words that this was made of; None in the original itself."""

    text: str
    of_version: int = 1
    of_text: str | None = None


@dataclass(frozen=True)
class Saved:
    """By somebody who saw the original beside this language.

    ``leads``: from now on it is the original.
    """

    language: str = ""
    leads: bool = False


NOBODY = Saved()
#: By language.
Versions = Mapping[str, Version]
#: By field of something, then by language.
FieldVersions = dict[str, dict[str, Version]]
#: What was typed: by language, then by field.
TypedTexts = Mapping[str, Mapping[str, str]]
#: Of a row that stands there already, the columns that are written anew.
WRITTEN_ANEW = ("text", "of_version", "of_text")


def needed_languages(own: str) -> tuple[str, ...]:
    """English and the organisation's own: what people read is always there in these."""
    return tuple(dict.fromkeys((DEFAULT, own)))


def languages_of(own: str, offered: Iterable[str]) -> tuple[str, ...]:
    """Those that are needed first, then those that pages are offered in."""
    return tuple(dict.fromkeys((*needed_languages(own), *offered)))


def text_in(versions: Versions, language: str) -> str:
    return versions[language].text if language in versions else ""


def texts_in(versions: Versions) -> dict[str, str]:
    """Language → text, of what is not empty."""
    return {tag: version.text for tag, version in versions.items() if version.text}


def original_in(versions: Versions) -> str:
    """The language of the original; empty while nothing is written."""
    written = [tag for tag in _ordered(versions) if versions[tag].text]
    return next((tag for tag in written if versions[tag].of_text is None), (written or [""])[0])


def state_of(versions: Versions, language: str) -> TextState:
    if not text_in(versions, language):
        return TextState.MISSING
    original = original_in(versions)
    if language == original:
        return TextState.ORIGINAL
    current = versions[language].of_version == versions[original].of_version
    return TextState.RIGHT if current else TextState.BEHIND


def rewritten(
    versions: Versions, typed: Mapping[str, str], confirmed: str = ""
) -> dict[str, Version]:
    """What is to be kept, by language, once this was typed; only what changes.

    A translation that is left as it was falls behind a changed original, unless somebody who saw
    the new words ``confirmed`` it.
    """
    changed = {
        tag: text
        for tag, text in typed.items()
        if text != text_in(versions, tag)
        or (tag == confirmed and state_of(versions, tag) is TextState.BEHIND)
    }
    if not changed:
        return {}
    before = original_in(versions)
    after = {tag: version.text for tag, version in versions.items()} | changed
    original = before if after.get(before) else _first_written(after)
    number = max((version.of_version for version in versions.values()), default=0)
    if not before or original != before or original in changed:
        number += 1
        changed[original] = after.get(original, "")
    return {
        tag: Version(text, number, None if tag == original else after.get(original, ""))
        for tag, text in changed.items()
        if tag
    }


def handed_over(versions: Versions, language: str) -> dict[str, Version]:
    """What is to be kept so that a translation is the original from now on; only a right one."""
    if state_of(versions, language) is not TextState.RIGHT:
        return {}
    number = max(version.of_version for version in versions.values()) + 1
    said = text_in(versions, language)
    right = {TextState.ORIGINAL, TextState.RIGHT}
    kept = {
        # What was behind still is; the words that it was made of are in another language now.
        tag: Version(each.text, number, said)
        if state_of(versions, tag) in right
        else Version(each.text, each.of_version, "")
        for tag, each in versions.items()
    }
    return kept | {language: Version(said, number)}


def rewritten_fields(
    kept: FieldVersions, typed: TypedTexts, saved: Saved = NOBODY
) -> FieldVersions:
    """As ``rewritten``, of all the fields of something; those that stay as they are left out."""
    fields = dict.fromkeys(name for texts in typed.values() for name in texts)
    found: FieldVersions = {}
    for name in fields:
        before = kept.get(name, {})
        said = {tag: texts[name] for tag, texts in typed.items() if name in texts}
        changed = rewritten(before, said, saved.language)
        if saved.leads:
            changed |= handed_over({**before, **changed}, saved.language)
        if changed:
            found[name] = changed
    return found


def rows_of(changed: FieldVersions) -> list[dict[str, object]]:
    """As the columns that every table of such texts has."""
    return [
        {
            "field": name, "locale": tag, "text": version.text, "of_version": version.of_version,
            "of_text": version.of_text,
        }
        for name, versions in changed.items()
        for tag, version in versions.items()
    ]  # fmt: skip


def mark_of(versions: Iterable[Versions], language: str) -> str:
    """Says by a few signs whether original and translation are still those that somebody saw."""
    seen = sha256()
    for each in versions:
        for tag in (original_in(each), language):
            version = each.get(tag, Version("", 0))
            seen.update(f"{tag}\0{version.of_version}\0{version.text}\0".encode())
    return seen.hexdigest()[:16]


def _ordered(versions: Mapping[str, object]) -> list[str]:
    return sorted(versions, key=lambda tag: (FIRST.index(tag) if tag in FIRST else len(FIRST), tag))


def _first_written(texts: Mapping[str, str]) -> str:
    return next((tag for tag in _ordered(texts) if texts[tag]), "")
