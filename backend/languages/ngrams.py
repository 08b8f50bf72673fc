"""What a text in Latin letters is made of, as numbers: runs of letters, words, pairs of words."""

import re
import unicodedata
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
#: What becomes numbers once it is mixed.
Wholes = NDArray[np.uint64]
Kind = Literal["letters", "words", "pairs"]

#: A text this long is read no further: its language has long been plain.
LONGEST = 1500
#: Letters in a run; the space before and after a word is one of them.
RUNS = (1, 2, 3, 4, 5)
_OTHER_SIGNS = re.compile("[^a-z\u00aa-\u024f\u0300-\u036f\u1e00-\u1eff']+")
_SPACE = ord(" ")
_BITS = np.uint64(32)
# The number of a run is a polynomial of its letters modulo 2 to the 64, so that the numbers of all
# runs come from one running sum; odd factors have an inverse there.
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SALT = {"words": np.uint64(77), "pairs": np.uint64(78)}
_POWERS, _INVERSES = (
    np.cumprod(np.array([1] + [factor] * (LONGEST + 2), dtype=np.uint64), dtype=np.uint64)
    for factor in (_BASE, pow(_BASE, -1, 2**64))
)


def spelled(text: str) -> str:
    """Its Latin words in small letters, one space between them."""
    composed = unicodedata.normalize("NFC", text.lower())
    return " ".join(_OTHER_SIGNS.sub(" ", composed).split())[:LONGEST]


def without_marks(text: str) -> str:
    """As it is typed on a keyboard that has no marks."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def numbers_in(text: str) -> dict[Kind, Numbers]:
    """Of a text as ``spelled`` gives it; each number once."""
    signs = np.frombuffer(f" {text} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    sums = np.zeros(len(signs) + 1, dtype=np.uint64)
    np.cumsum((signs + np.uint64(7919)) * _POWERS[: len(signs)], out=sums[1:])
    spaces = np.flatnonzero(signs == _SPACE)
    runs = [
        (sums[run:] - sums[:-run]) * _INVERSES[: len(sums) - run] + np.uint64(run)
        for run in RUNS
        if run < len(sums)
    ]
    return {
        "letters": _each_once(np.concatenate(runs)),
        "words": _each_once(_between(sums, spaces, 1) + _SALT["words"]),
        "pairs": _each_once(_between(sums, spaces, 2) + _SALT["pairs"]),
    }


def _each_once(wholes: Wholes) -> Numbers:
    """In order. As ``np.unique``, which would load what NumPy knows of masked arrays."""
    numbers: Numbers = np.sort((wholes * _MIX >> _BITS).astype(np.uint32))
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))[: len(numbers)]]


def _between(sums: Wholes, spaces: NDArray[np.intp], words: int) -> Wholes:
    """Of so many words in a row, the spaces around them included."""
    first = spaces[:-words]
    return (sums[spaces[words:] + 1] - sums[first]) * _INVERSES[first]
