"""The two computed languages of the tests: longer English, and Arabic letters right to left."""

from collections.abc import Callable

from backend.languages.placeholders import UNTOUCHED

_ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅßÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
# Letters of Jawi. This is no spelling, only the shape and direction of one.
_JAWI = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwyz", "ابچديفݢهيجکلمنوڤقرستوۏويز", strict=True))
    | {"x": "کس", ",": "،", ";": "؛", "?": "؟"}
)
_LONGER_BY = 0.4


def longer(text: str) -> str:
    """Accents on every letter and four tenths more text; what must stay untouched stays."""
    body = text.strip()
    if not body:
        return text
    filler = "~" * max(1, round(len(UNTOUCHED.sub("", body)) * _LONGER_BY))
    # Groups of five, because a long word without a break would test something else.
    groups = " ".join(filler[start : start + 5] for start in range(0, len(filler), 5))
    changed = _between_untouched(body, lambda part: part.translate(_ACCENTS))
    return text.replace(body, f"[{changed} {groups}]", 1)


def right_to_left(text: str) -> str:
    """The text in Arabic letters; what must stay untouched stays."""
    return _between_untouched(text, lambda part: part.lower().translate(_JAWI))


def _between_untouched(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    position = 0
    for kept in UNTOUCHED.finditer(text):
        parts += [change(text[position : kept.start()]), kept.group()]
        position = kept.end()
    return "".join([*parts, change(text[position:])])
