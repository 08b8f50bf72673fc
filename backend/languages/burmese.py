"""Burmese typed in Zawgyi, read as Unicode."""

import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Literal

from myanmartools import ZawgyiDetector
from para import zg_to_unicode

THRESHOLD = 0.8
#: The detector takes short words such as "this matter" for Zawgyi, so it is asked only where a
#: text breaks the order that Unicode writes syllables in, as nearly all of Zawgyi does.
_BURMESE = re.compile("[\u1000-\u109f]+")
_LETTER = "[\u1000-\u1021\u1023-\u102a\u103f-\u1049\u104c-\u104f]"
# Which letters stand above which: those of one row of the alphabet, and some of loan words.
_STACKED = (
    "\u1000\u1039[\u1000\u1001\u1010\u101e]|\u1002\u1039[\u1002\u1003]"
    "|\u1005\u1039[\u1005\u1006]|\u1007\u1039[\u1007\u1008]|\u1009\u1039[\u1005-\u100a]"
    "|\u100a\u1039\u100a|\u100b\u1039[\u100b\u100c]|\u100d\u1039[\u100d\u100e]"
    "|\u100f\u1039[\u100b-\u100f]|\u1010\u1039[\u1010\u1011\u1019]"
    "|\u1012\u1039[\u1012\u1013]|\u1014\u1039[\u1010-\u1014]"
    "|\u1015\u1039[\u1010\u1015\u1016]|\u1017\u1039[\u1017\u1018]|\u1018\u1039\u1018"
    "|\u1019\u1039[\u1015-\u1019]|\u101a\u1039\u101a|\u101c\u1039[\u1019\u101c]"
    "|\u101d\u1039\u101d|\u101e\u1039[\u1010\u1019\u101e]|\u101f\u1039[\u1014\u1019]"
    "|\u1020\u1039\u1020"
)
# Letters that take the curl of ra; Zawgyi has another mark at its place, after other letters too.
_CURLED = "[\u1000-\u1004\u1010-\u1019\u101e\u101f]"
_SYLLABLE = re.compile(
    "(?:[\u1004\u101b]\u103a\u1039)?"  # a small letter on top
    f"(?:{_STACKED}|{_LETTER})"
    # One that is killed takes no vowel, but for two words that are spelt so.
    "(?:\u103a(?=[\u103b\u102f]|[^\u102b-\u1032\u103b-\u103e]|$))?"
    f"\u103b?(?:(?<={_CURLED})\u103c|(?<={_CURLED}\u103b)\u103c)?\u103d?\u103e?"
    "\u1031?[\u102d\u102e]?[\u102f\u1030]?\u1032?[\u102b\u102c]?\u103a?\u1036?[\u1037\u1038\u103a]*"
)
_STOPS = "\u104a\u104b"


@dataclass(frozen=True)
class ReadText:
    """``text`` is Unicode; ``original`` is what was typed, in the ``encoding`` named."""

    text: str
    original: str
    encoding: Literal["unicode", "zawgyi"]

    @property
    def kept(self) -> str | None:
        """The original, where it is kept beside the text because it differs."""
        return self.original if self.encoding == "zawgyi" else None


def as_unicode(text: str) -> ReadText:
    """The text in Unicode; one that reads the same in both encodings is Unicode."""
    if _well_ordered(text) or _detector().get_zawgyi_probability(text) < THRESHOLD:
        return ReadText(text, text, "unicode")
    # The converter's own detector misses one text in five; ``force`` passes it over.
    converted = str(zg_to_unicode(text, force=True))
    return ReadText(converted, text, "unicode" if converted == text else "zawgyi")


def _well_ordered(text: str) -> bool:
    """Whether all that is Burmese in it is syllables whose marks stand in Unicode's order."""
    return not any(_SYLLABLE.sub("", run).strip(_STOPS) for run in _BURMESE.findall(text))


@cache
def _detector() -> ZawgyiDetector:
    with warnings.catch_warnings():
        # It opens its model by a call that Python 3.11 deprecates and 3.13 allows again.
        warnings.simplefilter("ignore", DeprecationWarning)
        return ZawgyiDetector()
