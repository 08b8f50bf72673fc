"""Words of a text, and the terms by which it is found."""

import re
import threading
from collections.abc import Iterator

from icu4py.breakers import CharacterBreaker, WordBreaker

from backend.languages.normalisation import for_search

SHORTEST_PREFIX = 3
LONGEST_PREFIX = 6
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
# Telephone and case numbers are typed in groups; seven digits are the shortest telephone number.
_GROUPED_DIGITS = re.compile(r"\+?\d(?:[ ().-]{0,2}\d){6,14}(?!\d)")
_NOT_A_DIGIT = re.compile(r"\D")
# Lone surrogates come from programs only; ICU takes none.
_SURROGATES = re.compile("[\ud800-\udfff]")
_ICU = {"th": "th", "km": "km", "lo": "lo", "my": "my", "zh-Hans": "zh"}
# Breakers share ICU's dictionaries; nothing says that this is safe in threads.
_lock = threading.Lock()


def words_of(text: str, language: str | None = None) -> list[str]:
    """Words in their order, folded for search; grouped digits (telephone numbers) are one word."""
    folded = _SURROGATES.sub(" ", for_search(text))
    words: list[str] = []
    position = 0
    for number in _GROUPED_DIGITS.finditer(folded):
        words += _icu_words(folded[position : number.start()], language)
        words.append(_NOT_A_DIGIT.sub("", number.group()))
        position = number.end()
    return words + _icu_words(folded[position:], language)


def index_terms(text: str, language: str | None = None) -> set[str]:
    """Words, their prefixes of three to six graphemes, and pairs of Chinese characters."""
    terms = set(_pairs(for_search(text)))
    for word in set(words_of(text, language)):
        terms.update(_index_terms(word))
    return terms


def query_terms(query: str, language: str | None = None) -> set[str]:
    """Terms that a text must all have: words, long ones by their first six graphemes.

    What is found by a prefix is to be checked on the opened text.
    """
    pairs = set(_pairs(for_search(query)))
    found: set[str] = set()
    for word in words_of(query, language):
        # A Chinese query is found by its pairs, wherever ICU puts the ends of its words.
        if not (pairs and _HAN.fullmatch(word)):
            found.add("".join(_graphemes(word)[:LONGEST_PREFIX]))
    return found | pairs


def _icu_words(text: str, language: str | None) -> list[str]:
    with _lock:
        pieces = [str(piece) for piece in WordBreaker(text, _ICU.get(language or "", "en"))]
    return [piece for piece in pieces if any(sign.isalnum() for sign in piece)]


def _index_terms(word: str) -> Iterator[str]:
    yield word
    graphemes = _graphemes(word)
    for length in range(SHORTEST_PREFIX, min(LONGEST_PREFIX, len(graphemes)) + 1):
        yield "".join(graphemes[:length])


def _graphemes(word: str) -> list[str]:
    if word.isascii():
        return list(word)
    with _lock:
        return [str(part) for part in CharacterBreaker(word, "en")]


def _pairs(folded: str) -> Iterator[str]:
    for run in _HAN.findall(folded):
        yield from (run[start : start + 2] for start in range(len(run) - 1))
