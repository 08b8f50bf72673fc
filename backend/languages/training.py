"""Training the model for Latin letters: a regularised multinomial regression on letters and words.

Only ``suara language train`` and the benchmark import this: scipy is slow to load.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from backend.languages.latin_model import FOREIGN, LatinModel
from backend.languages.ngrams import Kind, Numbers, numbers_in
from backend.languages.training_texts import LANGUAGES, LabelledText, spelled_examples

COLUMNS = (*LANGUAGES, FOREIGN)
Matrix = NDArray[np.float32]
_STEPS = 127


@dataclass(frozen=True)
class Recipe:
    """Chosen by cross-validation, sources held out; docs/performance.md has what came of it.

    ``counts``: how much more than a run of letters a word and a pair of words count.
    """

    counts: tuple[tuple[Kind, float], ...] = (("letters", 1.0), ("words", 4.0), ("pairs", 2.0))
    held_back: float = 1e-6
    rounds: int = 60
    least_texts: int = 2
    most_numbers: int = 215_000


@dataclass(frozen=True)
class _Examples:
    """``rows``: a text each, a column for each number that the model keeps."""

    rows: csr_matrix
    wanted: NDArray[np.intp]
    numbers: Numbers
    counts: Matrix


def train(texts: Iterable[LabelledText], recipe: Recipe | None = None) -> LatinModel:
    """The same model for the same texts."""
    chosen = recipe or Recipe()
    examples = _examples(list(spelled_examples(texts)), chosen)
    solved = minimize(
        _loss(examples, chosen.held_back),
        np.zeros(examples.rows.shape[1] * len(COLUMNS)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": chosen.rounds, "maxcor": 5},
    )
    return _model(solved.x.reshape(-1, len(COLUMNS)), examples)


def _examples(spelled: list[tuple[str, str]], recipe: Recipe) -> _Examples:
    found = [numbers_in(text) for _, text in spelled]
    numbers, counts = _kept(found, recipe)
    held, columns, ends = [], [], [0]
    for parts in found:
        asked = np.concatenate(list(parts.values()))
        place = np.searchsorted(numbers, asked)
        place[place == len(numbers)] = 0
        known = place[numbers[place] == asked]
        columns.append(known)
        held.append(counts[known] / np.float32(np.sqrt(len(asked))))
        ends.append(ends[-1] + len(known))
    rows = csr_matrix(
        (np.concatenate(held), np.concatenate(columns).astype(np.int32), np.array(ends)),
        shape=(len(spelled), len(numbers)),
    )
    wanted = np.array([COLUMNS.index(language) for language, _ in spelled])
    return _Examples(rows, wanted, numbers, counts)


def _kept(found: list[dict[Kind, Numbers]], recipe: Recipe) -> tuple[Numbers, Matrix]:
    """The numbers that stand in enough texts, the most frequent first where there are too many."""
    kept: dict[int, tuple[int, float]] = {}
    for kind, count in recipe.counts:
        unique, texts = np.unique(np.concatenate([p[kind] for p in found]), return_counts=True)
        often = texts >= recipe.least_texts
        pairs = zip(unique[often].tolist(), texts[often].tolist(), strict=True)
        kept |= {number: (times, count) for number, times in pairs}
    chosen = sorted(kept, key=lambda number: (-kept[number][0], number))[: recipe.most_numbers]
    numbers = np.array(sorted(chosen), dtype=np.uint32)
    return numbers, np.array([kept[int(number)][1] for number in numbers], dtype=np.float32)


def _loss(
    examples: _Examples, held_back: float
) -> Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]:
    """Of weights in one row: how wrong they are, and which way is down. Languages weigh alike."""
    rows, wanted = examples.rows, examples.wanted
    turned = rows.T.tocsr()
    weights = 1 / np.bincount(wanted, minlength=len(COLUMNS))[wanted]
    weights /= weights.sum()
    line = np.arange(len(wanted))
    right = np.zeros((len(wanted), len(COLUMNS)), dtype=np.float32)
    right[line, wanted] = 1

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = rows @ flat.reshape(-1, len(COLUMNS)).astype(np.float32)
        logits -= logits.max(axis=1, keepdims=True)
        raised = np.exp(logits)
        sums = raised.sum(axis=1, keepdims=True)
        missed = (weights * (logits[line, wanted] - np.log(sums[:, 0]))).sum()
        slope = turned @ ((raised / sums - right) * weights[:, None].astype(np.float32))
        whole = 0.5 * held_back * float(flat @ flat) - float(missed)
        return whole, slope.ravel().astype(np.float64) + held_back * flat

    return loss


def _model(solved: NDArray[np.float64], examples: _Examples) -> LatinModel:
    """In whole steps, so that a weight is one byte; what a number counts goes into its weights."""
    weights = solved * examples.counts[:, None]
    step = np.abs(weights).max(axis=0) / _STEPS
    whole = np.rint(weights / step).astype(np.int8)
    return LatinModel(COLUMNS, examples.numbers, whole, step.astype(np.float32))
