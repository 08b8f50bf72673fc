"""Which language a text is in: script, then pycld2, with the country's prior applied outside."""

import threading
from dataclasses import dataclass
from functools import cache

import pycld2
from langdetect import DetectorFactory, LangDetectException, detect_langs

from backend.languages.burmese import as_unicode

UNKNOWN = "und"
# Enough signs of a script decide by themselves; Latin is shared by eight of our languages.
_SCRIPTS = {
    "th": ("\u0e00", "\u0e7f"),
    "lo": ("\u0e80", "\u0eff"),
    "my": ("\u1000", "\u109f"),
    "km": ("\u1780", "\u17ff"),
    "ta": ("\u0b80", "\u0bff"),
    "zh-Hans": ("\u4e00", "\u9fff"),
}
_CLD2 = {"en": "en", "id": "id", "ms": "ms", "vi": "vi", "tl": "fil", "fil": "fil", "pt": "pt"}
_LATIN = ("en", "id", "ms", "vi", "fil", "pt", "tet")
_AT_HOME = {
    "BN": "ms", "ID": "id", "MY": "ms", "PH": "fil", "SG": "en", "TL": "tet", "VN": "vi",
}  # fmt: skip
# Words that one of two near languages uses and the other does not.
_TELLING = {
    "id": set(["karena", "bisa", "tidak", "saya", "anda", "uang", "rumah", "sakit", "mobil", "kantor", "pengaduan", "sudah", "bukan", "dengan", "bahwa", "mereka", "kami", "kalau", "ketika", "petugas", "perusahaan", "gagal", "kartu"]),
    "ms": set(["kerana", "boleh", "wang", "hospital", "kereta", "pejabat", "aduan", "telah", "awak", "kita", "bagi", "tetapi", "apabila", "pegawai", "syarikat", "kad", "encik", "puan", "ringgit", "dah", "takde", "kena", "je", "lah"]),
    "tet": set(["ha'u", "ha’u", "ne'e", "ne’e", "la", "iha", "husi", "no", "ho", "sira", "ami", "ita", "tanba", "maibé", "bele", "sistema", "keixa", "nia", "labele", "hatán", "fó", "tuir", "ema", "hotu"]),
}  # fmt: skip
_WEIGHT = {"id": 0.06, "ms": 0.08, "tet": 0.09}
_PRIOR = 0.08
_LEAST = 0.25
_lock = threading.Lock()
DetectorFactory.seed = 7


@dataclass(frozen=True)
class Identification:
    """``ranked`` are (language, share) pairs, best first; ``und`` is an answer."""

    language: str
    confidence: float
    ranked: tuple[tuple[str, float], ...]
    encoding: str = "unicode"


def identify(
    text: str, country: str | None = None, interface_language: str | None = None
) -> Identification:
    """The language of a text; country and interface only tip what the text leaves open."""
    read = as_unicode(text)
    scores = _by_script(read.text)
    if not scores:
        scores = _latin(read.text, country, interface_language)
    if not scores:
        return Identification(_foreign(read.text), 0.0, (), read.encoding)
    total = sum(scores.values())
    ranked = sorted(((tag, round(s / total, 3)) for tag, s in scores.items()), key=lambda p: -p[1])
    return Identification(ranked[0][0], ranked[0][1], tuple(ranked[:5]), read.encoding)


def _by_script(text: str) -> dict[str, float]:
    """Shares of the scripts that only one of our languages is written in."""
    letters = [sign for sign in text if sign.isalpha() or "\u0b80" <= sign <= "\u17ff"]
    counts = {
        tag: sum(first <= sign <= last for sign in letters)
        for tag, (first, last) in _SCRIPTS.items()
    }
    found = {tag: float(count) for tag, count in counts.items() if count}
    if not found or sum(found.values()) < _LEAST * len(letters):
        return {}
    return found


def _latin(text: str, country: str | None, interface: str | None) -> dict[str, float]:
    scores = _cld2(text)
    words = text.lower().replace("’", "'").split()
    for tag, telling in _TELLING.items():
        hits = sum(word.strip('.,!?:;()"') in telling for word in words)
        if hits:
            scores[tag] = scores.get(tag, 0.0) + hits * _WEIGHT[tag]
    if not scores:
        return {}
    for prior in (_AT_HOME.get(country or ""), interface):
        if prior in _LATIN and (prior in scores or {"id", "ms"} >= {prior} & scores.keys()):
            scores[prior] = scores.get(prior, 0.0) + _PRIOR
    return scores


def _cld2(text: str) -> dict[str, float]:
    plain = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    try:
        with _lock:
            _, _, found = pycld2.detect(plain.encode(), bestEffort=True)
    except pycld2.error:
        return {}
    shares: dict[str, float] = {}
    for _name, code, percent, _score in found:
        tag = _CLD2.get(code)
        if tag:
            shares[tag] = shares.get(tag, 0.0) + percent / 100
    return shares


@cache
def _foreign(text: str) -> str:
    """A language that is not ours, named by langdetect; unknown where it is not sure."""
    try:
        with _lock:
            best = detect_langs(text)[0]
    except LangDetectException:
        return UNKNOWN
    ours = {"en", "id", "ms", "vi", "th", "tl", "zh-cn", "ta", "pt"}
    return best.lang if best.prob > 0.9 and best.lang not in ours else UNKNOWN  # noqa: PLR2004
