"""Which language a text is in: scripts, then our own model beside pycld2; the prior outside."""

import math
import re
import threading
from dataclasses import dataclass, replace
from enum import StrEnum

import pycld2

from backend.languages.burmese import as_unicode
from backend.languages.latin_model import FOREIGN, LatinModel, Reading, latin_model
from backend.languages.scripts import LATIN, shares_of_scripts

UNKNOWN = "und"
# A number ends where its Latin letters do: scripts without spaces go on at once.
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|#\S+|\d[0-9A-Za-z.,:/-]*")
_NOT_TAKEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CLD2 = {
    "en": "en", "id": "id", "ms": "ms", "vi": "vi", "tl": "fil", "pt": "pt",
    "jw": "jv", "su": "su", "ceb": "ceb", "war": "war",
}  # fmt: skip
_AT_HOME = {
    "BN": ("ms", "en"), "ID": ("id",), "MY": ("ms", "en"), "PH": ("fil", "en"),
    "SG": ("en", "ms"), "TL": ("tet", "pt"), "VN": ("vi",),
}  # fmt: skip
#: A language of the country or of the interface is taken while it is at most this far behind.
PRIOR_MARGIN = 0.3
# Chosen by cross-validation, as the recipe of the model.
_CLD2_WEIGHS = 1.5
# There are fewer kinds of Malay than of Indonesian to learn from.
_LEANS = {"ms": 0.1}
_LEAST_KNOWN = 0.5
_FOREIGN_ALONE = 0.3
_FOREIGN_TOGETHER = 0.02
_LEAST_LETTERS_TO_NAME = 20
_SURE = 0.95
_MOST_OF_IT = 80  # percent of a text
_FIRST_CHARACTERS = 5000
_MOST_RANKED = 5
_OURS_IN_LANGDETECT = {"en", "id", "vi", "th", "tl", "zh-cn", "zh-tw", "ta", "pt"}
_SEED = 7
# langdetect reads its profiles at first use, and neither library promises to be safe in threads.
_lock = threading.Lock()


class Prior(StrEnum):
    """What decided between languages that were close."""

    COUNTRY = "country"
    INTERFACE = "interface"


@dataclass(frozen=True)
class Identification:
    """``ranked``: (language, share) by the text alone, best first; shares add up to 1 at most.

    ``language`` is the first of them unless the country or the interface tipped a near tie, which
    ``prior`` says, or ``und``, or a language outside our set with an empty ranking. ``confidence``
    is its share. ``encoding`` is ``unicode`` or ``zawgyi``.
    """

    language: str
    confidence: float
    ranked: tuple[tuple[str, float], ...]
    encoding: str = "unicode"
    prior: Prior | None = None

    @property
    def margin(self) -> float:
        """How far the first is ahead of the second."""
        shares = [share for _, share in self.ranked[:2]] + [0.0, 0.0]
        return shares[0] - shares[1]


def identify(
    text: str, country: str | None = None, interface_language: str | None = None
) -> Identification:
    """The language of a text of any length; takes any string and never raises."""
    return with_prior(identify_alone(text), country, interface_language)


def identify_alone(text: str, model: LatinModel | None = None) -> Identification:
    """By the text alone."""
    read = as_unicode(_plain(text[:_FIRST_CHARACTERS]))
    scores = _scores(read.text, model or latin_model())
    total = sum(scores.values())
    if not total:
        return Identification(_foreign(read.text), 0.0, (), read.encoding)
    # Cut off, not rounded up: together they are never more than 1.
    shares = {tag: int(1000 * score / total) / 1000 for tag, score in scores.items()}
    likely = ((tag, share) for tag, share in shares.items() if share)
    ranked = tuple(sorted(likely, key=lambda pair: (-pair[1], pair[0])))[:_MOST_RANKED]
    return Identification(*ranked[0], ranked, read.encoding)


def with_prior(
    found: Identification, country: str | None, interface_language: str | None
) -> Identification:
    """The same, but that among languages that are close one that is likely here is taken."""
    near = {tag: share for tag, share in found.ranked if found.confidence - share <= PRIOR_MARGIN}
    at_home = ((tag, Prior.COUNTRY) for tag in _AT_HOME.get(country or "", ()))
    for tag, prior in (*at_home, (interface_language, Prior.INTERFACE)):
        if tag in near:
            tipped = replace(found, language=tag, confidence=near[tag], prior=prior)
            return tipped if tag != found.language else found
    return found


def _plain(text: str) -> str:
    """Without addresses, numbers and what no detector takes: controls, lone surrogates."""
    kept = _NOT_TAKEN.sub(" ", text)
    return _NOT_WORDS.sub(" ", kept).replace("’", "'").replace("ʼ", "'")


def _scores(text: str, model: LatinModel) -> dict[str, float]:
    """Scores by script; the Latin part is shared out among the languages written in it."""
    scores = shares_of_scripts(text)
    letters = scores.pop(LATIN, 0.0)
    latin = _latin(text, model) if letters else {}
    return scores | {tag: letters * share for tag, share in latin.items()}


def _latin(text: str, model: LatinModel) -> dict[str, float]:
    """Shares of the languages in Latin letters; empty where none of ours is likely enough."""
    read = model.read(text)
    if read is None or read.known < _LEAST_KNOWN:
        return {}
    second = _cld2(text)
    if _is_foreign(read, second):
        return {}
    # Both opinions multiplied: what the second says weighs by its share of the text.
    scores = {
        tag: share * math.exp(_CLD2_WEIGHS * second.shares.get(tag, 0.0) + _LEANS.get(tag, 0.0))
        for tag, share in read.shares.items()
        if tag != FOREIGN
    }
    total = sum(scores.values())
    return {tag: score / total for tag, score in scores.items()}


@dataclass(frozen=True)
class _Second:
    """What pycld2 says: shares of our languages, and one that is not ours where it is sure."""

    shares: dict[str, float]
    other: str = ""


def _cld2(text: str) -> _Second:
    try:
        with _lock:
            reliable, _, found = pycld2.detect(text.encode(), bestEffort=True)
    except pycld2.error:
        return _Second({})
    shares: dict[str, float] = {}
    for _name, code, percent, _score in found:
        if code in _CLD2:
            shares[_CLD2[code]] = shares.get(_CLD2[code], 0.0) + percent / 100
    _name, code, percent, _score = found[0]
    sure = reliable and code not in _CLD2 and percent >= _MOST_OF_IT
    return _Second(shares, code if sure else "")


def _is_foreign(read: Reading, second: _Second) -> bool:
    """By the model alone where it is sure, else by both together."""
    foreign = read.shares[FOREIGN]
    return foreign > (_FOREIGN_TOGETHER if second.other else _FOREIGN_ALONE)


def _foreign(text: str) -> str:
    """A language that is not ours, named by langdetect where it is sure."""
    if len(text) < _LEAST_LETTERS_TO_NAME:
        return UNKNOWN
    from langdetect import DetectorFactory, LangDetectException, detect_langs  # noqa: PLC0415  rare

    DetectorFactory.seed = _SEED
    try:
        with _lock:
            best = detect_langs(text)[0]
    except LangDetectException:
        return UNKNOWN
    sure = best.prob > _SURE and best.lang not in _OURS_IN_LANGDETECT
    return str(best.lang) if sure else UNKNOWN
