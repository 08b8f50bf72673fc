"""What the model for Latin letters is trained on: which texts, and how short ones are made of them.

Whether a source may be used is told by the README of the labelled set; a source that is not listed
here is never used, whatever its rows say.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from ruamel.yaml import YAML

from backend.languages.latin_model import FOREIGN
from backend.languages.ngrams import spelled, without_marks

LANGUAGES = ("en", "id", "ms", "vi", "fil", "pt", "tet", "jv", "su", "ceb", "ilo", "war")
#: Source → its licence, as the model card says it.
ALLOWED = {
    "tatoeba": "CC BY 2.0 FR",
    "udhr": "text of the United Nations, free to reproduce",
    "nusax": "CC BY-SA 4.0",
    "mediawiki-uploadwizard": "GPL-2.0-or-later, counts of letters only",
    "tetun-lid": "MIT, rights in the news text unclear, counts of letters only",
}
#: Languages that are not ours and of which the model learns what to refuse.
REFUSED = ("de", "es", "fr")
_FILES = ("train_pool.jsonl", "dev.jsonl")
_KINDS = ("pool", "sentence", "short")
_ALSO_CALLED = {"tl": "fil"}
_OWN_WORDS = Path(__file__).with_name("training_words.yaml")
_OWN_SENTENCES = Path(__file__).with_name("training_sentences.yaml")
_OWN_COMPLAINTS = Path(__file__).parents[1] / "demonstration" / "data" / "complaints"
_LOSE_MARKS = ("vi", "pt", "tet")
# How many pieces of so many words are cut out of a sentence: people write short, too.
_PIECES = 6
_PIECE_WORDS = (2, 3, 3, 4, 4, 5)
_SHORT_ALREADY = 15


@dataclass(frozen=True)
class LabelledText:
    """``kind`` as in the set; ``key`` names the sentence that a short text was cut from."""

    text: str
    language: str
    kind: str
    source: str
    key: str

    def fold(self, of: int) -> int:
        """In which of so many parts it stands; all that was cut from one sentence together."""
        return crc32(self.key.encode()) % of


def labelled(folder: Path) -> list[LabelledText]:
    """The texts of the set in Latin letters that may be trained on."""
    texts = (_text(json.loads(line)) for name in _FILES for line in _lines(folder / name))
    return [text for text in texts if text is not None]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _text(row: dict[str, Any]) -> LabelledText | None:
    language = _ALSO_CALLED.get(row["lang"], row["lang"])
    if row["source"] not in ALLOWED or row.get("script") == "Arab":
        return None
    if row["kind"] == "oos":
        language = FOREIGN if language in REFUSED else ""
    elif row["kind"] not in _KINDS or language not in LANGUAGES:
        language = ""
    found = LabelledText(row["text"], language, row["kind"], row["source"], row["key"])
    return found if language else None


def own_texts() -> list[LabelledText]:
    """The invented complaints of the demonstration, our own sentences, our lists of words."""
    return [*_own_complaints(), *_own_sentences(), *_own_words()]


def _own_complaints() -> list[LabelledText]:
    found = []
    for path in sorted(_OWN_COMPLAINTS.glob("*.yaml")):
        if path.stem in LANGUAGES:
            for number, entry in enumerate(YAML(typ="safe").load(path.read_text("utf-8"))):
                said = (entry.get("text"), entry.get("wanted"), *entry.get("follow_ups", ()))
                key = f"own:{path.stem}:{number}"
                found += [LabelledText(t, path.stem, "pool", "own", key) for t in said if t]
    return found


def _own_sentences() -> list[LabelledText]:
    lists = YAML(typ="safe").load(_OWN_SENTENCES.read_text(encoding="utf-8"))
    return [
        LabelledText(text, language, "pool", "own", text)
        for language, texts in lists.items()
        for text in texts
    ]


def _own_words() -> list[LabelledText]:
    """Each word alone, and as many texts of a few words by chance."""
    lists = YAML(typ="safe").load(_OWN_WORDS.read_text(encoding="utf-8"))
    foreign = [(FOREIGN, words, 5, 2) for words in lists.pop(FOREIGN).values()]
    chance = Random(3)  # noqa: S311  the same each time
    found = []
    for language, words, length, times in [*((k, v, 3, 1) for k, v in lists.items()), *foreign]:
        known = words.split()
        mixed = (chance.choices(known, k=length) for _ in range(len(known) * times))
        found += [_of_words(language, chosen) for chosen in ([[w] for w in known], mixed)]
    return [text for part in found for text in part]


def _of_words(language: str, chosen: Iterable[list[str]]) -> list[LabelledText]:
    return [LabelledText(" ".join(w), language, "words", "own", "words") for w in chosen]


def spelled_examples(texts: Iterable[LabelledText]) -> Iterator[tuple[str, str]]:
    """(language, words): each text, pieces of it, and both as typed without marks."""
    chance = Random(7)  # noqa: S311  the same each time
    for text in texts:
        whole = spelled(text.text)
        examples = [whole, *_pieces(text, whole.split(), chance)] if whole else []
        if text.language in _LOSE_MARKS:
            bare = ((without_marks(example), example) for example in tuple(examples))
            examples += [without for without, example in bare if without != example]
        yield from ((text.language, example) for example in examples)


def _pieces(text: LabelledText, words: list[str], chance: Random) -> Iterator[str]:
    if text.kind == "words" or (text.kind == "short" and len(text.text) < _SHORT_ALREADY):
        return
    for _ in range(_PIECES):
        length = chance.choice(_PIECE_WORDS)
        if len(words) > length + 1:
            first = chance.randrange(len(words) - length + 1)
            yield " ".join(words[first : first + length])
