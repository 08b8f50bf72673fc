"""Words of a text, and the terms by which it is found."""

import re
import threading
from collections.abc import Iterator
from functools import cache

from icu4py.breakers import CharacterBreaker, WordBreaker

from backend.languages.normalisation import for_search

SHORTEST_PREFIX = 3
LONGEST_PREFIX = 6
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_PHONE = re.compile(r"\+?\d[\d ().-]{5,}\d")
_ICU = {"th": "th", "km": "km", "lo": "lo", "my": "my", "zh-Hans": "zh"}
_lock = threading.Lock()


@cache
def _locale(language: str | None) -> str:
    return _ICU.get(language or "", "en")


def words_of(text: str, language: str | None = None) -> list[str]:
    """Words in their order, folded for search; a phone number is one word."""
    folded = for_search(text)
    numbers = [re.sub(r"\D", "", found) for found in _PHONE.findall(folded)]
    with _lock:
        pieces = [str(piece).strip() for piece in WordBreaker(folded, _locale(language))]
    return [piece for piece in pieces if any(sign.isalnum() for sign in piece)] + numbers


def index_terms(text: str, language: str | None = None) -> set[str]:
    """Words, their prefixes of three to six graphemes, and pairs of Chinese characters."""
    return {term for word in words_of(text, language) for term in _terms(word)}


def query_terms(query: str, language: str | None = None) -> set[str]:
    """Made like the index: whole words, long ones by their prefix of six graphemes."""
    terms: set[str] = set()
    for word in words_of(query, language):
        pairs = list(_pairs(word))
        graphemes = _graphemes(word)
        if pairs:
            terms |= set(pairs)
        elif len(graphemes) > LONGEST_PREFIX:
            terms.add("".join(graphemes[:LONGEST_PREFIX]))
        else:
            terms.add(word)
    return terms


def _terms(word: str) -> Iterator[str]:
    yield word
    graphemes = _graphemes(word)
    for length in range(SHORTEST_PREFIX, min(LONGEST_PREFIX, len(graphemes)) + 1):
        yield "".join(graphemes[:length])
    yield from _pairs(word)


def _graphemes(word: str) -> list[str]:
    if word.isascii():
        return list(word)
    with _lock:
        return [str(part) for part in CharacterBreaker(word, "en")]


def _pairs(word: str) -> Iterator[str]:
    for run in _HAN.findall(word):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
