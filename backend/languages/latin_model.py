"""The trained model that tells languages in Latin letters apart (its parts are in latin/).

``suara language train`` makes it; docs/model-cards/language-identification.md says of what.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.languages.ngrams import Numbers, numbers_in, spelled

FOLDER = Path(__file__).with_name("latin")
#: What the model calls a language that is not ours.
FOREIGN = "und"


@dataclass(frozen=True)
class Reading:
    """``shares`` of each language add up to 1; ``known``: which part of the text it knows."""

    shares: dict[str, float]
    known: float


@dataclass(frozen=True)
class LatinModel:
    """``weights``: a row for each number, a column for each language, in steps of ``step``."""

    languages: tuple[str, ...]
    numbers: Numbers
    weights: NDArray[np.int8]
    step: NDArray[np.float32]

    def read(self, text: str) -> Reading | None:
        """None where there is no Latin word."""
        words = spelled(text)
        if not words:
            return None
        asked = np.concatenate(list(numbers_in(words).values()))
        place = np.searchsorted(self.numbers, asked)
        place[place == len(self.numbers)] = 0
        rows = place[self.numbers[place] == asked]
        summed = self.weights[rows].sum(axis=0, dtype=np.int32) * self.step
        raised = np.exp((summed - summed.max()) / np.sqrt(len(asked)))
        shares = raised / raised.sum()
        known = len(rows) / len(asked)
        return Reading(dict(zip(self.languages, shares.tolist(), strict=True)), known)

    def save(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for part in fields(self):
            np.save(folder / f"{part.name}.npy", np.asarray(getattr(self, part.name)))


def load_model(folder: Path) -> LatinModel:
    """What it weighs stays in its files: processes share it, and each reads only what it asks."""
    languages, *parts = (
        np.asarray(np.load(folder / f"{part.name}.npy", mmap_mode="r"))
        for part in fields(LatinModel)
    )
    return LatinModel(tuple(languages.tolist()), *parts)


@cache
def latin_model() -> LatinModel:
    return load_model(FOLDER)
