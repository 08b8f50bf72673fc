"""Which language a text is in: scripts, then pycld2 and telling words, the prior kept outside."""

import re
import threading
import unicodedata
from dataclasses import dataclass

import pycld2
from langdetect import DetectorFactory, LangDetectException, detect_langs

from backend.languages.burmese import as_unicode
from backend.languages.telling_words import telling_words

UNKNOWN = "und"
# Code points of scripts that (nearly) one of our languages is written in.
_SCRIPTS = {
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
    "km": "\u1780-\u17ff",
    "ta": "\u0b80-\u0bff",
    "zh-Hans": "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f",
    "Latn": "A-Za-z\u00aa-\u024f\u0300-\u036f\u1e00-\u1eff",
    "Arab": "\u0600-\u06ff\u0750-\u077f",
    "Jpan": "\u3040-\u30ff",
}
_SIGNS = {name: re.compile(f"[{ranges}]") for name, ranges in _SCRIPTS.items()}
# Letters and marks that Shan and Mon add to the Burmese ones, and Jawi to the Arabic ones.
_SHAN = re.compile("[\u1075-\u108f]")
_MON = re.compile("[\u105a-\u1060\u1033\u1034]")
_JAWI = re.compile("[\u06a4\u06a0\u0762\u06ac\u06bd\u06cf]")
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d#]\S*")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_CLD2 = {
    "en": "en", "id": "id", "ms": "ms", "vi": "vi", "tl": "fil", "pt": "pt",
    "jw": "jv", "su": "su", "ceb": "ceb", "war": "war",
}  # fmt: skip
_AT_HOME = {
    "BN": ("ms", "en"), "ID": ("id",), "MY": ("ms", "en"), "PH": ("fil", "en"),
    "SG": ("en", "ms"), "TL": ("tet", "pt"), "VN": ("vi",),
}  # fmt: skip
# Weighed on the labelled sentences of the ASEAN set, with the lists in telling_words.py.
_WORDS_WEIGH = 5.0
#: A language of the country or of the interface is taken while it is at most this far behind.
PRIOR_MARGIN = 0.15
_LEAST_SCORE = 0.3
_LEAST_LETTERS_TO_NAME = 20
_SURE = 0.95
_MOST_OF_IT = 80  # percent of a text
_FIRST_CHARACTERS = 5000
_OURS_IN_LANGDETECT = {"en", "id", "vi", "th", "tl", "zh-cn", "zh-tw", "ta", "pt"}
# langdetect reads its profiles at first use, and neither library promises to be safe in threads.
_lock = threading.Lock()
DetectorFactory.seed = 7


@dataclass(frozen=True)
class Identification:
    """``ranked``: (language, share) by the text alone, best first; shares add up to 1 at most.

    ``language`` is the first of them unless the country or the interface tipped a near tie, or
    ``und``, or a language outside our set with an empty ranking. ``confidence`` is its share.
    ``encoding`` is ``unicode`` or ``zawgyi``.
    """

    language: str
    confidence: float
    ranked: tuple[tuple[str, float], ...]
    encoding: str = "unicode"


def identify(
    text: str, country: str | None = None, interface_language: str | None = None
) -> Identification:
    """The language of a text of any length; takes any string and never raises."""
    read = as_unicode(_plain(text[:_FIRST_CHARACTERS]))
    scores = _scores(read.text)
    total = sum(scores.values())
    if not total:
        return Identification(_foreign(read.text), 0.0, (), read.encoding)
    shares = {tag: round(score / total, 3) for tag, score in scores.items()}
    ranked = tuple(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
    chosen = _tipped(ranked, (*_AT_HOME.get(country or "", ()), interface_language))
    return Identification(chosen, shares[chosen], ranked[:5], read.encoding)


def _plain(text: str) -> str:
    """Without addresses, numbers and what no detector takes: controls, lone surrogates."""
    kept = (" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text)
    return _NOT_WORDS.sub(" ", "".join(kept)).replace("’", "'").replace("ʼ", "'")


def _tipped(ranked: tuple[tuple[str, float], ...], likely: tuple[str | None, ...]) -> str:
    best, share = ranked[0]
    near = [tag for tag, other in ranked if share - other <= PRIOR_MARGIN]
    return next((tag for tag in likely if tag in near), best)


def _scores(text: str) -> dict[str, float]:
    """Scores by script; the Latin part is shared out among the languages written in it."""
    counts = {name: len(signs.findall(text)) for name, signs in _SIGNS.items()}
    if not sum(counts.values()):
        return {}
    main = max(counts, key=lambda name: counts[name])
    if counts.pop("Jpan") or counts["Arab"] == counts[main]:
        return {"ms": 1.0} if _JAWI.search(text) else {}
    if main == "my" and (other := _other_burmese(text)):
        return {other: 1.0}
    counts.pop("Arab")
    latin = counts.pop("Latn")
    scores = {name: float(count) for name, count in counts.items() if count}
    if latin:
        shares = _latin(text)
        scores |= {tag: latin * share for tag, share in shares.items()}
    return scores


def _other_burmese(text: str) -> str | None:
    if _SHAN.search(text):
        return "shn"
    return "mnw" if _MON.search(text) else None


def _latin(text: str) -> dict[str, float]:
    """Shares of the languages in Latin letters; empty where none of ours is likely enough."""
    if _outside(text):
        return {}
    words = _WORD.findall(text.lower())
    hits = {tag: sum(word in telling for word in words) for tag, telling in telling_words().items()}
    scores = _apart(_cld2(text), hits)
    for tag, count in hits.items():
        if count:
            scores[tag] = scores.get(tag, 0.0) + _WORDS_WEIGH * count / len(words)
    if not scores or max(scores.values()) < _LEAST_SCORE:
        return {}
    # Squared, so that a clear lead counts as one.
    squares = {tag: score**2 for tag, score in scores.items()}
    total = sum(squares.values())
    return {tag: square / total for tag, square in squares.items()}


def _apart(shares: dict[str, float], hits: dict[str, int]) -> dict[str, float]:
    """Indonesian and Malay by their telling words, where one has more: pycld2 mixes them up."""
    first, second = "id", "ms"
    if hits[first] == hits[second] or not shares.keys() & {first, second}:
        return shares
    both = shares.pop(first, 0.0) + shares.pop(second, 0.0)
    total = hits[first] + hits[second]
    return shares | {tag: both * hits[tag] / total for tag in (first, second)}


def _cld2(text: str) -> dict[str, float]:
    try:
        with _lock:
            _, _, found = pycld2.detect(text.encode(), bestEffort=True)
    except pycld2.error:
        return {}
    shares: dict[str, float] = {}
    for _name, code, percent, _score in found:
        if code in _CLD2:
            shares[_CLD2[code]] = shares.get(_CLD2[code], 0.0) + percent / 100
    return shares


def _foreign(text: str) -> str:
    """A language that is not ours, named by langdetect where it is sure."""
    if len(text) < _LEAST_LETTERS_TO_NAME:
        return UNKNOWN
    try:
        with _lock:
            best = detect_langs(text)[0]
    except LangDetectException:
        return UNKNOWN
    sure = best.prob > _SURE and best.lang not in _OURS_IN_LANGDETECT
    return str(best.lang) if sure else UNKNOWN


def _outside(text: str) -> bool:
    """Two witnesses: French has words of Portuguese, and Tetum looks Spanish to one detector."""
    try:
        with _lock:
            reliable, _, found = pycld2.detect(text.encode(), bestEffort=True)
    except pycld2.error:
        return False
    _name, code, percent, _score = found[0]
    likely = reliable and code not in _CLD2 and percent >= _MOST_OF_IT
    return likely and _foreign(text) == code
