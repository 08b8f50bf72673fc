"""What changed from one wording to the next, word by word."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from backend.languages.versions import TextState, Versions, original_in, state_of
from backend.languages.words import pieces_of

#: Longer ones are not compared word by word: it would take seconds.
LONGEST = 4_000
How = Literal["same", "added", "taken"]


class Piece(NamedTuple):
    """A run of words that stayed, came or went."""

    how: How
    text: str


def change_since(versions: Versions, language: str) -> list[Piece]:
    """What came and went in the original since it was translated; nothing where that is right."""
    if state_of(versions, language) is not TextState.BEHIND:
        return []
    original = original_in(versions)
    return differences(versions[language].of_text or "", versions[original].text, original)


def differences(before: str, after: str, language: str) -> list[Piece]:
    """In the order of reading; what went stands before what came in its place."""
    if max(len(before), len(after)) > LONGEST:
        return [Piece("taken", before), Piece("added", after)]
    return [piece for piece in _pieces(before, after, language) if piece.text]


def _pieces(before: str, after: str, language: str) -> Iterator[Piece]:
    old, new = pieces_of(before, language), pieces_of(after, language)
    compared = SequenceMatcher(a=old, b=new, autojunk=False)
    for step, old_from, old_to, new_from, new_to in compared.get_opcodes():
        if step == "equal":
            yield Piece("same", "".join(old[old_from:old_to]))
        else:
            yield Piece("taken", "".join(old[old_from:old_to]))
            yield Piece("added", "".join(new[new_from:new_to]))
