"""Words of a text, in scripts with and without spaces."""

import re
import threading

from icu4py.breakers import WordBreaker

from backend.languages.normalisation import for_search

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


def pieces_of(text: str, language: str | None = None) -> list[str]:
    """The text cut between its words; together the pieces are the text again."""
    with _lock:
        return [str(piece) for piece in WordBreaker(text, _ICU.get(language or "", "en"))]


def _icu_words(text: str, language: str | None) -> list[str]:
    pieces = pieces_of(text, language)
    return [piece for piece in pieces if any(sign.isalnum() for sign in piece)]
