"""A program that the supervisor starts again and again runs alone, and ends with it."""

import sys
import time
from pathlib import Path

from backend.supervisor.errands import Errand
from tests.factories.house import eventually

NOTE = "import pathlib, sys, time; p = pathlib.Path(sys.argv[1]); p.write_text(p.read_text() + 'x')"


def an_errand(file: Path, then: str = "", every: float = 0.0) -> Errand:
    file.touch()
    return Errand((sys.executable, "-c", NOTE + then, str(file)), every, time.monotonic())


def test_it_runs_when_it_is_due_and_again_when_it_has_ended(tmp_path: Path):
    errand = an_errand(tmp_path / "notes")
    for times in (1, 2):
        errand.run_if_due()
        assert eventually(lambda t=times: (tmp_path / "notes").read_text() == "x" * t)
        assert eventually(lambda: errand.process.poll() == 0)


def test_it_does_not_run_before_its_time_nor_twice_at_once(tmp_path: Path):
    later = an_errand(tmp_path / "later")
    later.next_at += 60
    later.run_if_due()
    assert later.process is None
    slow = an_errand(tmp_path / "slow", "; time.sleep(60)")
    slow.run_if_due()
    first = slow.process
    slow.run_if_due()
    assert slow.process is first
    slow.stop()
    assert first.poll() is not None
