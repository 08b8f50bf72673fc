"""Which language a text is in: ours beside langdetect and pycld2, with the goals, in one run.

    python benchmarks/language_identification.py --data FOLDER [--rows FILE] [--folds 4]

FOLDER holds the labelled set. Rows that the model was trained on are scored by models that never
saw their sentence (cross-validation, sentences kept whole); all others, and all rows of FILE where
one is given, by the model as it is shipped.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pycld2
from langdetect import DetectorFactory, LangDetectException, detect

from backend.languages.identification import identify_alone
from backend.languages.latin_model import LatinModel, latin_model
from backend.languages.locales import OURS
from backend.languages.training import train
from backend.languages.training_texts import ALLOWED, LANGUAGES, LabelledText, labelled, own_texts

Row = dict[str, Any]
Answers = list[tuple[str, str]]
REGIONAL = ("jv", "su", "ceb", "ilo", "war")
ACCEPTED = {*OURS, *REGIONAL}
SCRIPTS = ("th", "lo", "km", "my", "ta", "zh-Hans")
NAMES = {"tl": "fil", "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-tw": "zh-Hans", "jw": "jv"}
#: Small neighbours that nobody promises to tell from ours.
NEIGHBOURS = {
    "pam", "hil", "bcl", "ban", "bug", "min", "ace", "mad", "bjn", "nij", "bbc", "cbk", "kzj",
    "max", "shn", "mnw",
}  # fmt: skip
NOT_SCORED = {"zh-hant", "jv-java"}
GOALS = {
    ("latin", "sentence"): 98, ("latin", "short"): 94,
    ("id", "sentence"): 90, ("id", "short"): 77, ("ms", "sentence"): 90, ("ms", "short"): 77,
    ("scripts", "sentence"): 100, ("scripts", "short"): 99.5, ("vi", "nodiac"): 98.5,
    ("zawgyi", "found"): 99.5, ("zawgyi", "false alarm"): 0.5, ("foreign", "refused"): 97,
    ("foreign", "own lost"): 1, ("mixed", "one of its languages"): 95,
}  # fmt: skip
LESS_IS_BETTER = {"false alarm", "own lost"}
PROBE = """
import json, sys, time
def held(): return int(open('/proc/self/statm').read().split()[1]) * 4096 / 2**20
texts = json.load(sys.stdin); before, start = held(), time.perf_counter()
{setup}
answer(texts[0]); loaded, start = time.perf_counter() - start, time.perf_counter()
for text in texts: answer(text)
print(json.dumps([loaded, len(texts) / (time.perf_counter() - start), held() - before]))
"""
SETUPS = {
    "ours": "from backend.languages.identification import identify as answer",
    "pycld2": "import pycld2\ndef answer(t): return pycld2.detect(t.encode(), bestEffort=True)",
    "langdetect": """
from langdetect import LangDetectException, detect
def answer(text):
    try: return detect(text)
    except LangDetectException: return None
""",
}


def main() -> None:
    asked = _arguments()
    rows = _rows(asked.rows or asked.data / "dev.jsonl")
    models = [] if asked.rows else _held_out_models(asked.data, asked.folds)
    scores = {
        "ours": _scored(rows, [_ours(row, models) for row in rows]),
        "pycld2": _scored(rows, [(_cld2(row["text"]), "unicode") for row in rows]),
        "langdetect": _scored(rows, [(_langdetect(row["text"]), "unicode") for row in rows]),
    }
    _print_scores(scores, Counter(cell[:2] for row in rows for cell in _cells(row, "", "")))
    if not asked.no_speed:
        _print_speed([row["text"] for row in rows])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--no-speed", action="store_true")
    return parser.parse_args()


def _rows(path: Path) -> list[Row]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["lang"] = NAMES.get(row["lang"], row["lang"])
        row["langs"] = [NAMES.get(tag, tag) for tag in row.get("langs", ())]
    return rows


def _held_out_models(folder: Path, folds: int) -> list[LatinModel]:
    texts, own = labelled(folder), own_texts()
    return [
        train([*(text for text in texts if text.fold(folds) != part), *own])
        for part in range(folds)
    ]


def _ours(row: Row, models: list[LatinModel]) -> tuple[str, str]:
    model = latin_model()
    if models and row["source"] in ALLOWED:
        place = LabelledText(row["text"], "", row["kind"], row["source"], row["key"])
        model = models[place.fold(len(models))]
    found = identify_alone(row["text"], model)
    return found.language, found.encoding


def _cld2(text: str) -> str:
    clean = "".join(sign for sign in text if sign.isprintable())
    try:
        code = pycld2.detect(clean.encode(), bestEffort=True)[2][0][1]
    except pycld2.error:
        return "und"
    return NAMES.get(code.lower(), code)


def _langdetect(text: str) -> str:
    DetectorFactory.seed = 7
    try:
        code = detect(text)
    except LangDetectException:
        return "und"
    return NAMES.get(code, code)


def _scored(rows: list[Row], answers: Answers) -> dict[tuple[str, str], float]:
    """Per cent by (what, which): of a language by kind, then of everything that has a goal."""
    cells: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row, (language, encoding) in zip(rows, answers, strict=True):
        for cell in _cells(row, language, encoding):
            cells[cell[0], cell[1]].append(cell[2])
    shares = {cell: 100 * sum(found) / len(found) for cell, found in cells.items()}
    for name, tags in (("latin", LANGUAGES), ("scripts", SCRIPTS)):
        for kind in ("sentence", "short"):
            each = [shares[tag, kind] for tag in tags if (tag, kind) in shares]
            shares[name, kind] = sum(each) / len(each)
    return shares


def _cells(row: Row, language: str, encoding: str) -> Iterable[tuple[str, str, bool]]:
    tag, kind = row["lang"], row["kind"]
    if kind == "codeswitch":
        yield "mixed", "one of its languages", language in row["langs"]
    elif kind == "oos":
        if tag not in NOT_SCORED:
            name = "neighbours" if tag in NEIGHBOURS else "foreign"
            yield name, "refused", language not in ACCEPTED
    else:
        name = "ms in Jawi" if row.get("script") else tag
        zawgyi = row.get("encoding") == "zawgyi"
        yield "my in Zawgyi" if zawgyi else name, kind, language == tag
        yield "foreign", "own lost", language not in ACCEPTED
        if tag == "my":
            yield "zawgyi", "found" if zawgyi else "false alarm", encoding == "zawgyi"


def _print_scores(
    scores: dict[str, dict[tuple[str, str], float]], counts: Counter[tuple[str, str]]
) -> None:
    print(f"{'':34}{'n':>6}{'goal':>8}" + "".join(f"{name:>12}" for name in scores))
    cells = [*sorted(scores["ours"].keys() - GOALS.keys()), *GOALS]
    for cell in cells:
        goal = GOALS.get(cell)
        shown = "".join(f"{score[cell]:12.1f}" for score in scores.values())
        number = counts.get(cell, "")
        print(f"{' · '.join(cell):34}{number:>6}{goal or '':>8}{shown}{_verdict(cell, scores)}")


def _verdict(cell: tuple[str, str], scores: dict[str, dict[tuple[str, str], float]]) -> str:
    if cell not in GOALS:
        return ""
    ahead = scores["ours"][cell] - GOALS[cell]
    reached = ahead <= 0 if cell[1] in LESS_IS_BETTER else ahead >= 0
    return "  reached" if reached else f"  missed by {abs(ahead):.1f}"


def _print_speed(texts: list[str]) -> None:
    """Each in a process of its own, on one core; langdetect reads fewer texts, being slow."""
    clean = ["".join(sign for sign in text if sign.isprintable()) for text in texts]
    said = [text for text in clean if any(sign.isalpha() for sign in text)]
    measured = {
        name: _probed(setup, said[:: 10 if name == "langdetect" else 1])
        for name, setup in SETUPS.items()
    }
    slow = measured["langdetect"]
    print(f"\n{'':14}{'to load':>10}{'texts/s':>10}{'× langdetect':>14}{'memory':>10}{'×':>8}")
    for name, (loaded, speed, held) in measured.items():
        ratios = f"{speed / slow[1]:14.1f}{held:7.0f} MB{held / slow[2]:8.2f}"
        print(f"{name:14}{loaded:8.2f} s{speed:10.0f}{ratios}")


def _probed(setup: str, texts: list[str]) -> tuple[float, float, float]:
    program = PROBE.replace("{setup}", setup)
    command = ["taskset", "-c", "0", sys.executable, "-c", program]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    loaded, speed, held = json.loads(done.stdout)
    return loaded, speed, held


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"\nIn {time.perf_counter() - started:.0f} s.")
