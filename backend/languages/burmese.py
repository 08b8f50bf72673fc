"""Burmese typed in Zawgyi, read as Unicode."""

from dataclasses import dataclass
from functools import cache

from myanmartools import ZawgyiDetector
from para import zg_to_unicode

THRESHOLD = 0.8


@dataclass(frozen=True)
class ReadText:
    """``encoding`` is ``unicode`` or ``zawgyi``; ``original`` is what was typed."""

    text: str
    original: str
    encoding: str


@cache
def _detector() -> ZawgyiDetector:
    return ZawgyiDetector()


def as_unicode(text: str) -> ReadText:
    if not any("\u1000" <= sign <= "\u109f" for sign in text):
        return ReadText(text, text, "unicode")
    if _detector().get_zawgyi_probability(text) < THRESHOLD:
        return ReadText(text, text, "unicode")
    return ReadText(zg_to_unicode(text, force=True), text, "zawgyi")
