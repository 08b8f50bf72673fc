"""Words as they are meant where one sign of them was typed wrong, left out, doubled or swapped."""

import re
from collections.abc import Iterator, Sequence

from backend.languages.search_terms import beginning, neighbours, signs_of

#: Of shorter words too many others are one slip away; in one so short a letter can be missing.
SHORTEST = 4
SHORTEST_RUN = 4
# Letters and marks of Thai, Lao, Burmese and Khmer.
_UNPARTED = (("ก", "\u0e4c"), ("ກ", "\u0ecd"), ("က", "\u103e"), ("ក", "\u17d1"))
_TAMIL_LETTER = re.compile("[\u0b95-\u0bb9]")
_DOUBLE = re.compile("([\u0b95-\u0bb9])\u0bcd(?=\\1)")
_ALPHABETS = (
    (re.compile("[a-z]"), "abcdefghijklmnopqrstuvwxyz"),
    (re.compile("[\u0b80-\u0bff]"), "".join(chr(n) for n in range(0x0B85, 0x0BCE))),
    (
        re.compile("[\u0600-\u06ff]"),
        "".join(map(chr, (*range(0x621, 0x64B), *range(0x679, 0x6D6)))),
    ),
)


def meant(word: str) -> set[str]:
    """Terms that find the word without its slip."""
    if len(word) < SHORTEST:
        return set()
    letters = _letters_of(word)
    spelled = {*_with_one_more(word, letters), *_doubled(word)}
    if len(word) > SHORTEST:
        spelled |= set(_one_away(word, letters))
    return {beginning(one) for one in spelled} - {beginning(word)}


def _with_one_more(word: str, letters: str) -> Iterator[str]:
    return (word[:at] + sign + word[at:] for at in range(len(word) + 1) for sign in letters)


def _doubled(word: str) -> Iterator[str]:
    """Tamil letters are doubled, or not, where words are joined."""
    for double in _DOUBLE.finditer(word):
        yield word[: double.start()] + word[double.start() + 2 :]
    for letter in _TAMIL_LETTER.finditer(word):
        yield f"{word[: letter.start()]}{letter[0]}\u0bcd{word[letter.start() :]}"


def _letters_of(word: str) -> str:
    return next((letters for script, letters in _ALPHABETS if script.search(word)), "")


def _one_away(word: str, letters: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def meant_by_signs(signs: Sequence[str], longest: int) -> set[str]:
    """As ``meant``, for a word of few signs in a script that parts no words: one letter or mark."""
    word = "".join(signs)
    if not 1 < len(signs) < SHORTEST_RUN or len(word) <= SHORTEST:
        return set()
    first, last = next((span for span in _UNPARTED if span[0] <= word[0] <= span[1]), ("", ""))
    letters = "".join(map(chr, range(ord(first), ord(last) + 1))) if first else ""
    spelled = (signs_of(one) for one in [*_one_away(word, letters), *_with_one_more(word, letters)])
    return {"".join(one) for one in spelled if len(one) in {2, longest}} - {word}


def around_a_slip(signs: Sequence[str], longest: int) -> list[frozenset[str]]:
    """For scripts that part no words: what stands before a wrong sign, and what behind it."""
    if len(signs) < SHORTEST_RUN:
        return []
    sides = [(signs[:at], signs[at + skipped :]) for at in range(len(signs)) for skipped in (0, 1)]
    # A sign alone has no neighbour to be found by.
    ways = [
        frozenset[str]().union(*(neighbours(side, longest) for side in two if len(side) > 1))
        for two in sides
    ]
    return [way for way in dict.fromkeys(ways) if way]


def nearly(signs: Sequence[str]) -> re.Pattern[str]:
    """Finds the signs in ``"|".join(signs_of(text))``, one of them wrong, too much or missing."""
    sign = "[^|]+"
    spelled: list[list[str]] = []
    marked = [re.escape(one) for one in signs]
    for at in range(len(signs)):
        spelled += [[*marked[:at], sign, *marked[at + 1 :]], [*marked[:at], *marked[at + 1 :]]]
        spelled += [[*marked[:at], sign, *marked[at:]]] if at else []
    words = "|".join(r"\|".join(way) for way in spelled)
    return re.compile(rf"(?:^|\|)(?:{words})(?:$|\|)")
