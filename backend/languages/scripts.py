"""Which scripts a text is in, and what the script alone tells of its language."""

import re

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
_RUNS = {name: re.compile(f"[{ranges}]+") for name, ranges in _SCRIPTS.items()}
# Letters and marks that Shan and Mon add to the Burmese ones, and Jawi to the Arabic ones.
_SHAN = re.compile("[\u1075-\u108f]")
_MON = re.compile("[\u105a-\u1060\u1033\u1034]")
_JAWI = re.compile("[\u06a4\u06a0\u0762\u06ac\u06bd\u06cf]")
# Short Malay may have none of those letters; Arabic, Persian and Urdu have none of these words.
_JAWI_WORD = re.compile(
    r"\b(?:"
    "دان|ايت|تيدق|بوليه|اوليه|اونتوق|دالم|اتاو|كبيبسن|كراجأن|منجادي|هندقله|سنديري|"
    "كماهوان|ساتو|اداله|كعاديلن|دبوقتيكن|مريك|سموا|ساي|كامي|كيت|سوده|تله|اكن|بوكن|"
    "كران|كرنا|كالاو|بارو|لاين|ملايو|سواتو|تمڤت|ماسيه|بلوم|مسين|برحق|سكوله|رومه|"
    "جالن|ماكن|تياد|سرتا|جوا|جك|دري|بيبس|برساتو|ملالؤي|كموليأن|برفائده|دتمبه|كساتوان|كڤد|"
    "تولوڠ|اورڠ"
    r")\b"
)
LATIN = "Latn"


def shares_of_scripts(text: str) -> dict[str, float]:
    """By language how many signs its script has; ``LATIN`` for Latin letters.

    Empty for a script that none of our languages is written in.
    """
    counts = {name: sum(map(len, runs.findall(text))) for name, runs in _RUNS.items()}
    if not sum(counts.values()):
        return {}
    main = max(counts, key=lambda name: counts[name])
    if counts.pop("Jpan") or counts["Arab"] == counts[main]:
        return {"ms": 1.0} if _is_jawi(text) else {}
    if main == "my" and (other := _other_burmese(text)):
        return {other: 1.0}
    counts.pop("Arab")
    return {name: float(count) for name, count in counts.items() if count}


def _is_jawi(text: str) -> bool:
    return bool(_JAWI.search(text) or _JAWI_WORD.search(text))


def _other_burmese(text: str) -> str | None:
    if _SHAN.search(text):
        return "shn"
    return "mnw" if _MON.search(text) else None
