"""Burmese typed in Zawgyi, read as Unicode."""

import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Literal

from myanmartools import ZawgyiDetector
from para import zg_to_unicode

#: On the labelled ASEAN set it finds 165 of 166 Zawgyi texts and mistakes 1 of 328 others.
THRESHOLD = 0.8
_BURMESE = re.compile("[\u1000-\u109f]")


@dataclass(frozen=True)
class ReadText:
    """``text`` is Unicode; ``original`` is what was typed, in the ``encoding`` named."""

    text: str
    original: str
    encoding: Literal["unicode", "zawgyi"]


def as_unicode(text: str) -> ReadText:
    """The text in Unicode; one that reads the same in both encodings is Unicode."""
    if not _BURMESE.search(text) or _detector().get_zawgyi_probability(text) < THRESHOLD:
        return ReadText(text, text, "unicode")
    # The converter's own detector misses one text in five; ``force`` passes it over.
    converted = str(zg_to_unicode(text, force=True))
    return ReadText(converted, text, "unicode" if converted == text else "zawgyi")


@cache
def _detector() -> ZawgyiDetector:
    with warnings.catch_warnings():
        # It opens its model by a call that Python 3.11 deprecates and 3.13 allows again.
        warnings.simplefilter("ignore", DeprecationWarning)
        return ZawgyiDetector()
