"""Hiding what no engine needs to know: names, numbers, addresses become placeholders, and back.

A placeholder is ``[#1]``: ASCII that engines carry along as they carry footnote marks. One that was
lost, doubled or made up is not guessed at: the translation is refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from backend.languages.honorifics import named_people

#: As it comes back: some engines set spaces into it or write the digits of their language.
_PLACEHOLDER = re.compile(r"[\[［【]\s*[#＃]\s*(\d+)\s*[\]］】]")
_ENDINGS = "com|org|net|info|io|me|app|asia|gov|edu|go|ac|or|in|co|id|my|th|vn|la|kh|mm|ph|sg|bn|tl"
# Four digits and more, however they are grouped, with the letters of a plate or passport.
_NUMBER = (
    r"(?:\b(?:(?-i:[A-Z]{1,4})[ -]?|[a-z]{1,4}))?[+(]{0,2}\d(?:[\s().,:/_·–—-]{0,3}\d){3,}"
    r"(?:[ -]?(?-i:[A-Z]{1,3})\b)?"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Each begins where nothing of its kind stands before: else long runs take quadratic time.
        r"(?<![a-z0-9._%+-])[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*",
        r"(?:https?://|ftp://|www\.)\S+",
        rf"(?<![a-z0-9.-])(?:[a-z0-9-]+\.)+(?:{_ENDINGS})\b(?:/\S*)?",
        # Codes of six groups, references, and what else has letters and digits in groups.
        r"\b(?:[0-9a-z]{4}[-–— ]){5}[0-9a-z]{4}\b",
        r"\b[a-z]{2}-\d{4}-[0-9a-z]{5}-[0-9a-z]\b",
        _NUMBER,
    )
)
_ANY_AT = re.compile(r"(?<![^\s@<>()])[^\s@<>()]*@[^\s@<>()]+")
_SHORTEST_NAME = 3
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3400-\u9fff]")


class PlaceholdersBroken(Exception):
    """The text does not hold each placeholder once."""


@dataclass(frozen=True)
class Masked:
    """``hidden``: what stood in place of ``[#1]``, ``[#2]`` and so on."""

    text: str
    hidden: tuple[str, ...] = field(repr=False)


def mask(text: str, names: Iterable[str] = (), region: str = "ZZ") -> Masked:
    """``names``: of people who are known to be meant. ``region``: whose telephone numbers."""
    kept: list[str] = []
    hidden: list[str] = []
    position = 0
    for start, end in _merged(_spans(text, names, region)):
        hidden.append(text[start:end])
        kept += [text[position:start], f"[#{len(hidden)}]"]
        position = end
    return Masked("".join([*kept, text[position:]]), tuple(hidden))


def unmask(text: str, hidden: Sequence[str]) -> str:
    """Each placeholder by what it hides; ``PlaceholdersBroken`` unless each stands there once."""
    if sorted(numbers(text)) != list(range(1, len(hidden) + 1)):
        raise PlaceholdersBroken
    return _PLACEHOLDER.sub(lambda found: hidden[int(found[1]) - 1], text)


def numbers(text: str) -> list[int]:
    """Of the placeholders in a text, in their order."""
    return [int(found[1]) for found in _PLACEHOLDER.finditer(text)]


def without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(" ", text)


def _spans(text: str, names: Iterable[str], region: str) -> Iterator[tuple[int, int]]:
    # What looks like a placeholder is hidden too, so that it is not taken for one of ours.
    for pattern in (_PLACEHOLDER, *_PATTERNS, *_of(names)):
        yield from (found.span() for found in pattern.finditer(text))
    at_signs = (found.span() for found in _ANY_AT.finditer(text))
    addresses = [found.span() for found in _PATTERNS[0].finditer(text)]
    # Letters of a script without spaces may stand right before an address.
    yield from (s for s in at_signs if not any(s[0] < a[1] and a[0] < s[1] for a in addresses))
    yield from named_people(text)
    yield from _telephones(text, region)


def _telephones(text: str, region: str) -> Iterator[tuple[int, int]]:
    """In digits of any script: each becomes one of ours, so that places stay the same."""
    from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415  for engines alone

    plain = "".join(str(unicodedata.decimal(s)) if s.isdecimal() else s for s in text)
    for found in PhoneNumberMatcher(plain, region, leniency=Leniency.POSSIBLE):
        yield found.start, found.end


def _of(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    for name in names:
        yield from (_word(part) for part in {name.strip(), *name.split()} if _telling(part))


def _telling(part: str) -> bool:
    return len(part) >= (2 if _NO_SPACES.search(part) else _SHORTEST_NAME)


def _word(name: str) -> re.Pattern[str]:
    written = r"\s+".join(re.escape(part) for part in name.split())
    edge = "" if _NO_SPACES.search(name) else r"\b"
    return re.compile(f"{edge}{written}{edge}", re.IGNORECASE)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged
