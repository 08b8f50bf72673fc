"""Text as it is stored, and text as it is searched."""

import re
import unicodedata

from backend.errors import Unacceptable
from backend.languages.spellings import one_spelling

#: More marks than this on one letter are no writing; they cover the lines above and below.
MOST_MARKS = 8
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# What shows nothing by itself: joiners, marks of direction, fillers, selectors, tags.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# What stands over Latin letters; in other scripts marks are vowels, tones and more.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
# Letters that have no accent to take off and are still typed without it; apostrophes as one.
_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "’": "'", "‘": "'", "ʼ": "'"})


class UnreadableText(Unacceptable):
    """The text holds NUL, a lone surrogate or a control character.

    It does not know its field: forms catch it and name the field in a fault of the same code.
    """

    code = "unreadable"


def stored(text: str) -> str:
    """NFC, line ends as newlines, at most 8 marks on a letter; joiners stay. UnreadableText."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(text):
        raise UnreadableText
    if text.isascii():
        return text
    # Before NFC, because ordering a long run takes quadratic time; after it, because a letter
    # that was one may be a letter and a mark now.
    return _capped(unicodedata.normalize("NFC", _capped(text)))


def for_search(text: str) -> str:
    """What is typed differently and read alike, made one: for finding only, never shown.

    Case, Latin accents, full-width forms, native digits, orders of marks, letters that look the
    same, apostrophes, unseen marks. Takes any string.
    """
    text = _UNSEEN.sub("", text)
    if text.isascii():
        return text.casefold()
    # Letters in another width, weight or place are the same letters.
    text = _UNSEEN.sub("", _capped(unicodedata.normalize("NFKC", _capped(text))))
    text = _without_latin_accents(unicodedata.normalize("NFD", text.casefold()))
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = unicodedata.normalize("NFC", one_spelling(text))
    text = text.casefold()
    plain = "".join(_ascii_digit(sign) for sign in text)
    # What stood over a digit of another script stands over one of ours now.
    return plain if plain == text else for_search(plain)


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return not _UNSEEN.sub("", text).strip()


def _capped(text: str) -> str:
    """The text without the ninth and further marks of a run."""
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.category(sign)[0] == "M" else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _without_latin_accents(decomposed: str) -> str:
    """Accents after a Latin letter or one of our digits are left out, all other marks kept."""
    kept: list[str] = []
    after_latin = False
    for sign in decomposed:
        if unicodedata.category(sign) == "Mn":
            if after_latin and _ACCENTS.match(sign):
                continue
        else:
            after_latin = sign < "\u0250" or "\u1e00" <= sign <= "\u1eff"
        kept.append(sign)
    return "".join(kept)


def _ascii_digit(sign: str) -> str:
    digit = None if sign.isascii() else unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
