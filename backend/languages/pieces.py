"""A long text in pieces that an engine takes, and the text again."""

import re
from collections.abc import Iterator

#: Public engines take 2,000 characters at once.
MOST = 1500
# After the end of a sentence, else after a space; Burmese, Khmer, Chinese have ends of their own.
_ENDS = re.compile(r"(?<=[.!?。！？။៕។])\s+|(?<=[。！？។။])")
_SPACE = re.compile(r"\s+")
#: Placeholders stay whole (masking.py).
_WHOLE, _LONGEST_WHOLE = re.compile(r"\[#\d+\]"), 20


def pieces(text: str, most: int = MOST) -> list[str]:
    """Lines, and pieces of lines; what stands between words to be translated stands alone.

    Joined they are the text. A piece is longer than ``most`` only where a placeholder is.
    """
    found: list[str] = []
    for line in re.split(r"(\s*\n\s*)", text):
        found += [line] if len(line) <= most else _of_a_line(line, most)
    return [piece for piece in found if piece]


def _of_a_line(line: str, most: int) -> Iterator[str]:
    start = 0
    while len(line) - start > most:
        end = _end(line, start, most)
        yield line[start:end]
        start = end
    yield line[start:]


def _end(line: str, start: int, most: int) -> int:
    """Where a piece ends: as late as a sentence does, as a space does, or just there."""
    limit = start + most
    for ends in (_ENDS, _SPACE):
        found = [m.end() for m in ends.finditer(line, start + most // 2, limit)]
        if found and start < found[-1] <= limit:
            return found[-1]
    around = _WHOLE.finditer(line, max(start, limit - _LONGEST_WHOLE), limit + _LONGEST_WHOLE)
    inside = next((m for m in around if m.start() < limit < m.end()), None)
    if inside is None:
        return limit
    return inside.start() if inside.start() > start else inside.end()
