"""Terms by which a text is found, and those that a search asks for; keyed before they are kept.

Words are found by their beginning. Scripts that part no words are found by neighbouring signs,
two or three, wherever their words end; decision 12 says why, and what that gives away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.languages.normalisation import for_search
from backend.languages.words import pieces_of

#: A longer word is found by the longest of these that it reaches.
LENGTHS = (3, 4, 5, 6, 7, 8, 10, 12)
#: So many last digits find a telephone number, with or without its country's code.
TELLING_DIGITS = 7
#: With so many digits it may be the beginning of a longer one.
SHORT_NUMBER = 9
#: Shorter words say little about what a text is about.
SHORTEST_TELLING = 4
#: Words that can be spelled in two ways double the ways; so many are followed up.
MOST_WAYS = 4
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_BASE = (
    "\u0e01-\u0e2e\u0e30\u0e32\u0e33\u0e40-\u0e45"  # Thai
    "\u0e81-\u0eae\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec4\u0edc-\u0edf"  # Lao
    "\u1000-\u102a\u103f\u104e\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"
    "\u1780-\u17b3\u17dc"  # Khmer; above it Burmese
)
_MARK = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u1038\u103a-\u103e"
    "\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d"
    "\u17b4-\u17d1\u17d3\u17dd"
)
_SIGN = re.compile(f"[{_BASE}](?:\u1039[\u1000-\u1021]|\u17d2[\u1780-\u17b3]|[{_MARK}])*")
_UNPARTED = re.compile(f"[{_BASE}{_MARK}\u1039\u17d2]+")
_UNPARTED_OVER_SPACES = re.compile(f"{_UNPARTED.pattern}(?: {_UNPARTED.pattern})*")
_HAN_RUN = re.compile(f"[{_HAN}]+")
_HAN_SPACED = re.compile(f"(?<![{_HAN}])[{_HAN}](?: [{_HAN}])+(?![{_HAN}])")
# Letters and marks of one word; a hyphen or an apostrophe within it holds it together.
_LETTER = "[^\\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff]"
_PART = re.compile(f"(?:{_LETTER})+")
_WORD = re.compile(f"{_PART.pattern}(?:['.,-]{_PART.pattern})*")
# Telephone numbers are typed in groups, from seven digits on.
_NUMBER = re.compile(r"\+?\d(?:[ ().-]{0,2}\d){6,18}(?!\d)")
_NOT_A_DIGIT = re.compile(r"\D")
# Lone surrogates come from programs only; ICU takes none.
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAMIL = re.compile("[\u0b80-\u0bff]")
_TAMIL_ENDS = ("\u0bae\u0bcd", "\u0bcd", "\u0bc1")
_REFERENCE_PART = re.compile(r"(?:[a-z]{2}-?)?(?:\d{4}-?)?([0-9a-z]{5})-?[0-9a-z]?")
_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})


def folded(text: str) -> str:
    return _SURROGATES.sub(" ", for_search(text))


def index_terms(text: str) -> set[str]:
    """Beginnings of words, ends of numbers, pairs and triples of signs."""
    plain = folded(text)
    terms: set[str] = set()
    for number in _NUMBER.findall(plain):
        digits = _NOT_A_DIGIT.sub("", number)
        terms |= {_end_of(digits), *_beginnings(digits)}
    for run in _UNPARTED_OVER_SPACES.findall(plain):
        signs = signs_of(run)
        terms |= {*_joined(signs, 2), *_joined(signs, 3)}
        # Of words of one sign only those that stand alone.
        words = [signs_of(piece) for piece in pieces_of(run)]
        terms |= {word[0] for word in words if len(word) == 1}
    for run in _HAN_RUN.findall(plain):
        alone = {piece for piece in pieces_of(run, "zh-Hans") if len(piece) == 1}
        terms |= alone | set(_joined(run, 2))
    for word in parted_words(plain):
        terms |= set(_beginnings(word))
    return terms


def reference_terms(reference: str) -> set[str]:
    """Its parts as words, and the drawn part whatever lookalike of a sign is typed."""
    drawn = reference.split("-")[2]
    return index_terms(reference) | {_drawn(drawn.lower())}


def parted_words(plain: str) -> Iterator[str]:
    """Words between spaces, of what is folded already: whole, and their parts."""
    for word in _WORD.findall(_HAN_RUN.sub(" ", _UNPARTED.sub(" ", plain))):
        parts = _PART.findall(word)
        yield "".join(parts)
        if len(parts) > 1:
            yield from parts


def signs_of(text: str) -> list[str]:
    """Letters with their marks, in scripts that part no words; all else left out."""
    return _SIGN.findall(text)


@dataclass(frozen=True)
class Asked:
    """One thing that a search asks for, and the ways to find it: all terms of one of them.

    ``word`` in a script that parts words, ``signs`` in one that does not; a number is neither.
    ``longest``: so many signs stand together in a term.
    """

    ways: tuple[frozenset[str], ...]
    word: str = ""
    signs: tuple[str, ...] = ()
    longest: int = 3


def asked(query: str) -> list[Asked]:
    """What is typed into a search, word by word; nothing where no word was typed."""
    plain = folded(query)
    found = [Asked(_numbered(number)) for number in _NUMBER.findall(plain)]
    rest = _NUMBER.sub(" ", plain)
    rest = _HAN_SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), rest)
    found += [_signs_asked(signs_of(run), 3) for run in _UNPARTED.findall(rest)]
    found += [_signs_asked(list(run), 2) for run in _HAN_RUN.findall(rest)]
    words = _WORD.findall(_HAN_RUN.sub(" ", _UNPARTED.sub(" ", rest)))
    found += [Asked(_spelled(word), word="".join(_PART.findall(word))) for word in words]
    return [one for one in found if all(one.ways)]


def ways_to_find(query: str) -> list[frozenset[str]]:
    """Each a way to be found: its terms must all be there."""
    ways = [frozenset[str]()]
    for one in asked(query):
        ways = [way | terms for way in ways[:MOST_WAYS] for terms in one.ways]
    drawn = _REFERENCE_PART.fullmatch(folded(query).strip())
    if drawn and any(sign.isdigit() for sign in drawn[1]):
        ways.append(frozenset({_drawn(drawn[1])}))
    return [way for way in ways if way]


def _signs_asked(signs: list[str], longest: int) -> Asked:
    return Asked((frozenset(neighbours(signs, longest)),), signs=tuple(signs), longest=longest)


def telling(text: str, language: str | None = None) -> dict[str, str]:
    """For likeness: one term of each word that is long enough to tell something → the word."""
    words: dict[str, str] = {}
    for piece in pieces_of(_SURROGATES.sub(" ", text), language):
        plain = folded(piece)
        signs = signs_of(plain) or _HAN_RUN.findall(plain)
        if signs and len("".join(signs)) >= SHORTEST_TELLING:
            han = _HAN_RUN.fullmatch(plain)
            words.setdefault(plain[:2] if han else "".join(signs[:3]), piece)
        elif not signs and len(plain) >= SHORTEST_TELLING and _WORD.fullmatch(plain):
            words.setdefault(beginning(plain), piece)
    return words


def parts_asked(run: Sequence[str], longest: int) -> frozenset[str]:
    """What finds the parts of a compound, short ones too."""
    parts = [part for part in map(signs_of, pieces_of("".join(run))) if len(part) > 1]
    return frozenset[str]().union(*(neighbours(part, longest) for part in parts))


def neighbours(signs: Sequence[str], longest: int) -> set[str]:
    """What finds these signs, one after the other."""
    return set(_joined(signs, min(len(signs), longest))) if signs else set()


def beginning(word: str) -> str:
    """The longest beginning by which a word is found."""
    return word[: max((n for n in LENGTHS if n <= len(word)), default=len(word))]


def _numbered(number: str) -> tuple[frozenset[str], ...]:
    """By its end; a short one by its beginning too."""
    digits = _NOT_A_DIGIT.sub("", number)
    ways = (frozenset({_end_of(digits)}),)
    return (*ways, frozenset({beginning(digits)})) if len(digits) <= SHORT_NUMBER else ways


def _spelled(word: str) -> tuple[frozenset[str], ...]:
    """In one word, and where it is held together by a hyphen in its parts."""
    parts = _PART.findall(word)
    together = frozenset({beginning(_without_end("".join(parts)))})
    if len(parts) == 1:
        return (together,)
    return together, frozenset(beginning(part) for part in parts)


def _without_end(word: str) -> str:
    """A Tamil word without the end that changes when something is joined to it."""
    if not _TAMIL.match(word):
        return word
    end = next((end for end in _TAMIL_ENDS if word.endswith(end)), "")
    return word[: len(word) - len(end)] if len(word) - len(end) >= LENGTHS[0] else word


def _beginnings(word: str) -> Iterator[str]:
    if len(word) < LENGTHS[0]:
        yield word
    yield from (word[:n] for n in LENGTHS if n <= len(word))


def _joined(signs: Sequence[str], length: int) -> Iterator[str]:
    return ("".join(signs[at : at + length]) for at in range(len(signs) - length + 1))


def _end_of(digits: str) -> str:
    return f"#{digits[-TELLING_DIGITS:]}"


def _drawn(signs: str) -> str:
    return f"§{signs.translate(_LOOKALIKES)}"
