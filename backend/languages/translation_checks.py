"""Whether what an engine answered can stand for a translation. Its answer is hostile text."""

import re
from enum import StrEnum

from backend.languages.engines.protocol import Pair
from backend.languages.identification import identify
from backend.languages.masking import Masked, numbers, without_placeholders
from backend.languages.normalisation import UnreadableText, stored


class AnswerFault(StrEnum):
    EMPTY = "answer_empty"
    TOO_LONG = "answer_too_long"
    TOO_SHORT = "answer_too_short"
    UNREADABLE = "answer_unreadable"
    MARKUP = "answer_markup"
    PLACEHOLDERS = "answer_placeholders"
    LANGUAGE = "answer_language"


class AnswerUnusable(Exception):
    """Kept as a code; the answer itself is shown to nobody and written nowhere."""

    def __init__(self, fault: AnswerFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


#: Characters for one of English: id, th, my as in our own messages, the others estimated. Wide
#: limits stand around them.
_LENGTHS = {
    "en": 1.0, "id": 1.1, "ms": 1.1, "vi": 1.0, "th": 0.95, "fil": 1.2, "km": 1.1, "lo": 0.95,
    "my": 1.25, "zh-Hans": 0.35, "ta": 1.15, "pt": 1.1, "tet": 1.05,
}  # fmt: skip
SHORTEST_SHARE, LONGEST_SHARE = 0.35, 3.0
#: A word or two may be many times as long in another language, or a few letters.
SLACK_MORE, SLACK_LESS = 30, 10
#: Below this nobody can tell languages in the same letters apart.
LEAST_LETTERS = 25
#: One who speaks either reads the other; detectors mix them up.
_NEAR = frozenset({"id", "ms"})
_MARKUP = re.compile(r"<[a-z/!?]|&#?\w{1,10};|\b(?:javascript|data|vbscript):", re.IGNORECASE)
# An address that the engine was never given: all of the person's own are hidden.
_ADDRESS = re.compile(r"(?:https?|ftp)://|\bwww\.|\S@\S", re.IGNORECASE)
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def checked(answer: str, asked: Masked, pair: Pair) -> str:
    """The answer, in NFC, placeholders and all; ``AnswerUnusable`` says what is wrong with it."""
    fault = _length_fault(answer, asked.text, pair)
    if fault:
        raise AnswerUnusable(fault)
    try:
        text = stored(answer).strip()
    except UnreadableText:
        raise AnswerUnusable(AnswerFault.UNREADABLE) from None
    for fault, is_so in _FAULTS:
        if is_so(text, asked, pair):
            raise AnswerUnusable(fault)
    return text


def _length_fault(answer: str, asked: str, pair: Pair) -> AnswerFault | None:
    if not answer.strip():
        return AnswerFault.EMPTY
    ratio = _LENGTHS.get(pair.target, 1.0) / _LENGTHS.get(pair.source, 1.0)
    if len(answer) > LONGEST_SHARE * len(asked) * ratio + SLACK_MORE:
        return AnswerFault.TOO_LONG
    words, theirs = (len(without_placeholders(text).strip()) for text in (asked, answer))
    if theirs < SHORTEST_SHARE * words * ratio - SLACK_LESS:
        return AnswerFault.TOO_SHORT
    return None


def _unseen(text: str, asked: Masked, _pair: Pair) -> bool:
    """Marks of direction that the original does not have could hide what stands there."""
    return bool(set(_UNSEEN.findall(text)) - set(_UNSEEN.findall(asked.text)))


def _marked_up(text: str, asked: Masked, _pair: Pair) -> bool:
    more = len(_MARKUP.findall(text)) > len(_MARKUP.findall(asked.text))
    return more or bool(_ADDRESS.search(text))


def _broken(text: str, asked: Masked, _pair: Pair) -> bool:
    return sorted(numbers(text)) != list(range(1, len(asked.hidden) + 1))


def _other_language(text: str, asked: Masked, pair: Pair) -> bool:
    """The source's, or clearly one that nobody asked for."""
    said = without_placeholders(text)
    if said.split() == without_placeholders(asked.text).split():
        return any(sign.isalpha() for sign in said) and not _either(pair)
    found = identify(said)
    if found.language == pair.target or sum(map(str.isalpha, said)) < LEAST_LETTERS:
        return False
    if _either(pair) or {found.language, pair.target} == _NEAR:
        return found.language not in _NEAR
    return (
        dict(found.ranked).get(pair.target, 0.0) < dict(found.ranked).get(found.language, 1.0) / 2
    )


def _either(pair: Pair) -> bool:
    return {pair.source, pair.target} == _NEAR


_FAULTS = (
    (AnswerFault.UNREADABLE, _unseen),
    (AnswerFault.MARKUP, _marked_up),
    (AnswerFault.PLACEHOLDERS, _broken),
    (AnswerFault.LANGUAGE, _other_language),
)
