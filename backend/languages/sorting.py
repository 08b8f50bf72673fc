"""The order of names in a list, as the readers of a locale look for them."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from pyuca import Collator
from pyuca.trie import Trie

Named = TypeVar("Named")


def in_order(things: Iterable[Named], tag: str, name: Callable[[Named], str] = str) -> list[Named]:
    """By name: by the Unicode Collation Algorithm, in Chinese by Pinyin."""
    key = _KEYS.get(tag, _collated)
    return sorted(things, key=lambda thing: key(name(thing)))


def _by_pinyin(text: str) -> Any:
    # GB 2312 lists its common characters, nearly all that names are made of, by their Pinyin.
    return text.encode("gb18030", "replace")


def _vietnamese(text: str) -> Any:
    """ă and â stand after a, đ after d …: as if the plain letter and one or two z stood there."""
    return _collated("".join(_spelled_out(sign) for sign in unicodedata.normalize("NFC", text)))


def _spelled_out(sign: str) -> str:
    if sign in "đĐ":
        return "dz"
    return "".join(_LATER.get(part, part) for part in unicodedata.normalize("NFD", sign))


@lru_cache(maxsize=4096)
def _collated(text: str) -> Any:
    return _collator().sort_key(text)


@lru_cache(maxsize=1)
def _collator() -> Collator:
    # A tenth of a second, so not at start.
    return _OfOurScripts()


class _OfOurScripts(Collator):  # type: ignore[misc]  # ships no types
    """Without scripts that no name here is written in: a tenth of the memory."""

    def load(self, filename: str) -> None:
        self.table = _Ours()
        super().load(filename)


class _Ours(Trie):  # type: ignore[misc]  # ships no types
    def add(self, key: list[int], elements: list[list[int]]) -> None:
        if any(key[0] in signs for signs in _SIGNS):
            super().add(key, elements)


#: Chinese needs no table; all other signs stand behind these, by their numbers.
_SIGNS = (
    range(0x0370),  # Latin letters and their marks
    range(0x0600, 0x0700),  # Arabic
    range(0x0B80, 0x0C00),  # Tamil
    range(0x0E00, 0x0F00),  # Thai, Lao
    range(0x1000, 0x10A0),  # Burmese
    range(0x1780, 0x1800),  # Khmer
    range(0x1E00, 0x2070),  # more Latin letters, punctuation
)
# Breve, circumflex and horn make letters; ơ comes after ô, â after ă.
_LATER = {"\u0306": "z", "\u0302": "zz", "\u031b": "zzz"}
_KEYS: dict[str, Callable[[str], Any]] = {"zh-Hans": _by_pinyin, "vi": _vietnamese}
