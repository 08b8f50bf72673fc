"""Text as it is stored, and text as it is searched."""

import re
import unicodedata

from backend.errors import Refusal
from backend.languages.formats import parse_digits

MOST_MARKS = 8
_ALLOWED_CONTROLS = {"\n", "\t"}
_MARKS = re.compile(
    r"(?:(?!\u200c|\u200d)[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f])+"
)
# Thai and Lao AM typed as nikhahit and aa, with the tone mark between them or not.
_AM = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"))
_AM_WITH_TONE = re.compile("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])([\u0e32\u0eb2])")


class UnreadableText(Refusal):
    """The text holds what cannot be stored: NUL, lone surrogates, control characters."""

    code = "unreadable"


def stored(text: str) -> str:
    """NFC, line ends as newlines, runs of combining marks capped at 8; joiners are kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in text:
        if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in _ALLOWED_CONTROLS:
            raise UnreadableText
    text = unicodedata.normalize("NFC", text)
    return _MARKS.sub(lambda run: run.group()[:MOST_MARKS], text)


def for_search(text: str) -> str:
    """Folded: case, Latin accents, full-width forms, native digits, AM in two pieces."""
    text = unicodedata.normalize("NFKC", text)
    text = _AM_WITH_TONE.sub(r"\2\1\3", text)
    for typed, meant in _AM:
        text = text.replace(typed, meant)
    text = text.casefold().replace("đ", "d")
    return "".join(_folded(sign) for sign in text)


def _folded(sign: str) -> str:
    if sign.isdecimal():
        return str(parse_digits(sign))
    if "LATIN" not in unicodedata.name(sign, ""):
        return sign
    plain = unicodedata.normalize("NFD", sign)
    return "".join(part for part in plain if not unicodedata.combining(part))
