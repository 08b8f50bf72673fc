"""Words as they are meant where one sign of them was typed wrong, left out, doubled or swapped."""

import re
from collections.abc import Iterator, Sequence

from backend.languages.search_terms import beginning, neighbours

#: Of shorter words too many others are one slip away.
SHORTEST = 5
SHORTEST_RUN = 4
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
    return {beginning(spelled) for spelled in _one_away(word)} - {beginning(word)}


def _one_away(word: str) -> Iterator[str]:
    letters = next((all_of for script, all_of in _ALPHABETS if script.search(word)), "")
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def around_a_slip(signs: Sequence[str], longest: int) -> list[frozenset[str]]:
    """For scripts that part no words: what stands before a wrong sign, and what behind it."""
    if len(signs) < SHORTEST_RUN:
        return []
    ways = [
        neighbours(signs[:at], longest) | neighbours(signs[at + skipped :], longest)
        for at in range(len(signs))
        for skipped in (0, 1)
    ]
    return list(dict.fromkeys(map(frozenset, ways)))


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
