"""One spelling for what looks the same: marks in order, letters that are typed for one another.

For search only: a reader sees no difference between the two, so a search must see none. What is
stored is never spelled anew.
"""

import re
from collections.abc import Callable, Mapping

#: So often is a text spelled anew at most; two rounds settle all but what is no writing.
_ROUNDS = 6


def one_spelling(text: str) -> str:
    """Of Thai, Lao, Khmer, Burmese, Tamil and Arabic letters; others are left alone."""
    for _ in range(_ROUNDS):
        spelled = text
        for holds, spell in _SCRIPTS:
            if holds.search(spelled):
                spelled = spell(spelled)
        if spelled == text:
            break
        text = spelled
    return text


def _in_order(marks: str, places: Mapping[str, int]) -> str:
    """Marks of one letter, each once, in the order of their places."""
    return "".join(sorted(dict.fromkeys(marks), key=lambda mark: (places[mark], mark)))


def _places(*groups: str) -> dict[str, int]:
    return {mark: place for place, group in enumerate(groups) for mark in group}


# Thai: vowel above or below, tone, silencer. AM after the tone; two E are typed for one AE.
_THAI = _places("\u0e3a", "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47", "\u0e4d\u0e4e",
                "\u0e48\u0e49\u0e4a\u0e4b", "\u0e4c")  # fmt: skip
_THAI_RUN = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2,}")
_THAI_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_THAI_LATE_TONE = re.compile("\u0e33([\u0e48-\u0e4b])")


def _thai(text: str) -> str:
    text = _THAI_AM.sub("\\1\u0e33", text.replace("\u0e40\u0e40", "\u0e41"))
    text = _THAI_LATE_TONE.sub("\\1\u0e33", text).replace("\u0e24\u0e32", "\u0e24\u0e45")
    text = _THAI_RUN.sub(lambda run: _in_order(run[0], _THAI), text)
    # Tones are ordered behind the small circle, which goes before its AA.
    return re.sub("\u0e4d([\u0e48-\u0e4b])\u0e32", "\\1\u0e33", text)


# Lao: the same, with a half vowel below first; HO NO and HO MO are one letter or two.
_LAO = _places("\u0eba", "\u0ebc", "\u0eb1\u0eb4\u0eb5\u0eb6\u0eb7\u0eb8\u0eb9\u0ebb", "\u0ecd",
               "\u0ec8\u0ec9\u0eca\u0ecb", "\u0ecc\u0ece")  # fmt: skip
_LAO_RUN = re.compile("[\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]{2,}")
_LAO_AM = re.compile("\u0ecd([\u0ec8-\u0ecb]?)\u0eb2")
_LAO_LATE_TONE = re.compile("\u0eb3([\u0ec8-\u0ecb])")


def _lao(text: str) -> str:
    text = _LAO_AM.sub("\\1\u0eb3", text.replace("\u0ec0\u0ec0", "\u0ec1"))
    text = _LAO_LATE_TONE.sub("\\1\u0eb3", text)
    text = text.replace("\u0edc", "\u0eab\u0e99").replace("\u0edd", "\u0eab\u0ea1")
    text = _LAO_RUN.sub(lambda run: _in_order(run[0], _LAO), text)
    return re.sub("\u0ecd([\u0ec8-\u0ecb])\u0eb2", "\\1\u0eb3", text)


# Khmer: robat, letters below (RO last), register shifter, vowel, signs.
_KHMER_RUN = re.compile("(?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17dd])+")
_KHMER_PART = re.compile("\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17dd]")
_KHMER_ABOVE = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be\u17d0")
_SHIFTERS = "\u17c9\u17ca"
_KHMER_LETTERS = str.maketrans({"\u17a3": "\u17a2", "\u17b2": "\u17b1", "\u17b4": "", "\u17b5": ""})


def _khmer_place(part: str) -> tuple[int, str]:
    if part == "\u17cc":
        return 0, part
    if part[0] == "\u17d2":
        return (2 if part[1] == "\u179a" else 1), part
    if part in _SHIFTERS:
        return 3, part
    return (4 if "\u17b6" <= part <= "\u17c5" else 5), part


def _khmer_marks(run: re.Match[str]) -> str:
    parts = set(_KHMER_PART.findall(run[0]))
    for pieces, whole in (("\u17c1\u17b8", "\u17be"), ("\u17c1\u17b6", "\u17c4")):
        if set(pieces) <= parts:
            parts = (parts - set(pieces)) | {whole}
    low = parts & {"\u17bb", *_SHIFTERS}
    if low and parts & _KHMER_ABOVE:
        # With a vowel above, both shifters and the vowel U look the same.
        parts = (parts - low) | {"\u17ca"}
    return "".join(sorted(parts, key=_khmer_place))


def _khmer(text: str) -> str:
    text = text.translate(_KHMER_LETTERS).replace("\u17d2\u178f", "\u17d2\u178a")
    text = text.replace("\u17a2\u17c4\u1799", "\u17b1\u17d2\u1799")
    return _KHMER_RUN.sub(_khmer_marks, text)


# Burmese: stacked letters, medials, vowels, the small circle, dot below, killer, visarga.
_BURMESE_ORDER = _places(
    "\u103b", "\u103c", "\u103d", "\u103e", "\u1031", "\u102d\u102e\u1032", "\u102f\u1030",
    "\u102b\u102c", "\u1036", "\u1037", "\u103a", "\u1038",
)  # fmt: skip
_BURMESE_RUN = re.compile("(?:\u1039[\u1000-\u1021]|[\u102b-\u1032\u1036-\u1038\u103a-\u103e]){2,}")
_BURMESE_PART = re.compile("\u1039[\u1000-\u1021]|[\u102b-\u103e]")
_BURMESE_ALIKE = str.maketrans({
    "\u102b": "\u102c", "\u1009": "\u1025", "\u1029": "\u101e\u103c", "\u1026": "\u1025\u102e",
    "\u102a": "\u101e\u103c\u1031\u102c\u103a", "\u103f": "\u101e\u1039\u101e",
})  # fmt: skip
# Nought and WA look the same, and seven is typed for RA: a digit has no mark, and what stands
# among digits is one.
_SEVEN_FOR_RA = re.compile("\u1047(?=[\u102b-\u103e])")
_NOUGHTS = re.compile("[\u1040-\u1049\u101d]+(?![\u102b-\u103e])")
_LETTERS_AROUND = re.compile("[\u1000-\u103e]")
_DITTO = re.compile("[\u1044\u104e](?:\u1004\u103a\u1038)|\u104e")


def _burmese_place(part: str) -> tuple[int, str]:
    return (-1 if part[0] == "\u1039" else _BURMESE_ORDER.get(part, 9), part)


def _burmese_marks(run: re.Match[str]) -> str:
    return "".join(sorted(dict.fromkeys(_BURMESE_PART.findall(run[0])), key=_burmese_place))


def _noughts(run: re.Match[str]) -> str:
    if not set(run[0]) <= {"\u1040", "\u101d"}:
        return run[0].replace("\u101d", "\u1040")
    around = run.string[max(run.start() - 1, 0) : run.start()] + run.string[run.end() :][:1]
    letters = _LETTERS_AROUND.search(around) or run[0] == "\u101d"
    return "\u101d" * len(run[0]) if letters else "\u1040" * len(run[0])


def _burmese(text: str) -> str:
    text = _SEVEN_FOR_RA.sub("\u101b", _DITTO.sub("\u104e", text))
    text = re.sub("\u1040(?=[\u102b-\u103e])", "\u101d", text)
    text = _NOUGHTS.sub(_noughts, text)
    return _BURMESE_RUN.sub(_burmese_marks, text.translate(_BURMESE_ALIKE))


# Tamil: vowels of two parts, in either order; AU looks like E and LLA.
_TAMIL_RUN = re.compile("[\u0bbe-\u0bcd\u0bd7]{2,}")
_TAMIL_PAIRS = (
    ("\u0bca", "\u0bc6\u0bbe"), ("\u0bcb", "\u0bc7\u0bbe"), ("\u0bcc", "\u0bc6\u0bb3"),
    ("\u0b94", "\u0b92\u0bb3"), ("\u0b92\u0bd7", "\u0b92\u0bb3"), ("\u0bc6\u0bd7", "\u0bc6\u0bb3"),
    ("\u0bb6\u0bcd\u0bb0\u0bc0", "\u0bb8\u0bcd\u0bb0\u0bc0"),
)  # fmt: skip
_TAMIL_ORDER = _places("\u0bc6\u0bc7\u0bc8", "\u0bbe\u0bbf\u0bc0\u0bc1\u0bc2\u0bd7", "\u0bcd")


def _tamil(text: str) -> str:
    for whole, parts in _TAMIL_PAIRS:
        text = text.replace(whole, parts)
    return _TAMIL_RUN.sub(
        lambda run: "".join(
            sorted(dict.fromkeys(run[0]), key=lambda mark: (_TAMIL_ORDER.get(mark, 9), mark))
        ),
        text,
    )


# Arabic letters, as Jawi uses them: one is typed in its Arabic, its Persian or its own form.
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8]")
_ARABIC = str.maketrans({
    **dict.fromkeys("\u0622\u0623\u0625\u0671\u0672\u0673\u0675", "\u0627"),
    **dict.fromkeys("\u0643\u06aa\u063b\u063c", "\u06a9"),
    **dict.fromkeys("\u0649\u064a\u0626\u06cd\u06d0\u06d2\u06d3\u0678", "\u06cc"),
    **dict.fromkeys("\u0762\u06af\u06ab", "\u06ac"),
    **dict.fromkeys("\u0624\u06cf\u06cb\u0676\u0677", "\u0648"),
    **dict.fromkeys("\u0629\u06c0\u06c1\u06c2\u06d5\u06be", "\u0647"),
    "\u067e": "\u06a4", "\u0674": "\u0621",
})  # fmt: skip


def _arabic(text: str) -> str:
    return _ARABIC_MARKS.sub("", text).translate(_ARABIC)


_SCRIPTS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile("[\u0e00-\u0e7f]"), _thai),
    (re.compile("[\u0e80-\u0eff]"), _lao),
    (re.compile("[\u1780-\u17ff]"), _khmer),
    (re.compile("[\u1000-\u109f]"), _burmese),
    (re.compile("[\u0b80-\u0bff]"), _tamil),
    (re.compile("[\u0600-\u06ff]"), _arabic),
)
