"""A million inputs for whatever reads something from outside: an answer or a refusal to each."""

import importlib.util
import logging
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.factories.fuzzing import PLANTED, READERS, TELLING, by_chance, by_coverage
from tests.factories.readers import Reader

pytestmark = pytest.mark.battery("T12")

Counted = Callable[[str, int], None]
Scale = Callable[[int, int], int]
#: Thousands of inputs that coverage makes in the long form. What is slow gets fewer.
GUIDED = {
    "receipt codes": 200, "language wishes": 200, "days": 200, "keys and cursors": 100,
    "file names": 100, "addresses": 100, "tables": 40, "answers on pages": 60, "texts": 20,
    "languages of texts": 10, "masked texts": 30, "forms": 100, "bodies of the API": 60,
    "texts and sounds": 40, "pictures": 10, "PDFs": 10, "backups": 60, "contents of backups": 60,
}  # fmt: skip
needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this Python"
)


@pytest.fixture(autouse=True)
def nothing_said() -> Iterator[None]:
    """The reader of multipart forms says each of its complaints to the journal."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def test_each_reader_has_its_share():
    assert GUIDED.keys() == READERS.keys()


@pytest.mark.parametrize("name", READERS)
def test_honest_inputs_changed_by_chance_are_answered_or_refused(
    name: str, scale: Scale, counted: Counted
):
    runs, seed = scale(12, 200) * GUIDED[name], random.getrandbits(32)
    assert by_chance(READERS[name](), runs, seed)
    counted(f"{name} read", runs)


@needs_atheris
@pytest.mark.parametrize("name", READERS)
def test_inputs_that_reach_new_lines_are_answered_or_refused(
    name: str, scale: Scale, counted: Counted, tmp_path: Path
):
    runs = scale(0, 1_000) * GUIDED[name]
    if name == "receipt codes":
        runs = runs or 5_000
    if not runs:
        pytest.skip("in the long form only: the short one tries it on receipt codes")
    by_coverage(name, runs, 1 + random.getrandbits(30), tmp_path)
    counted(f"{name} read", runs)


def test_a_planted_fault_is_found_by_chance():
    with pytest.raises(LookupError) as found:
        by_chance(PLANTED["planted"](), 20_000, 1)
    assert "--" in found.value.__notes__[0]


@needs_atheris
def test_a_planted_fault_is_found_by_coverage(tmp_path: Path):
    with pytest.raises(AssertionError, match="LookupError"):
        by_coverage("planted", 100_000, 1, tmp_path)


def steps(reader: Reader, data: bytes) -> int:
    """Calls of functions that reading it takes: a measure that no busy machine changes."""
    count = 0

    def counting(_frame: object, event: str, _of: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counting)
    try:
        reader.takes(data)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", READERS)
def test_twice_the_input_costs_at_most_twice_the_work(name: str, scale: Scale, counted: Counted):
    reader, size = READERS[name](), scale(600, 2_000)
    for seed in reader.seeds[: scale(1, 9)]:
        half = len(seed) // 2
        for sign in (*TELLING, seed):
            times = 2 * (size // len(sign) // 2 + 1)  # even, so that UTF-16 stays whole
            once, twice = (seed[:half] + sign * n + seed[half:] for n in (times, 2 * times))
            reader.takes(once)  # what is made once only
            small, large = steps(reader, once), steps(reader, twice)
            assert large <= 2.2 * small + 1_000, (sign, small, large)
            counted("inputs made longer", 1)
