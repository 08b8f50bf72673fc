"""How long a case is kept, when its time is over, and what keeps it longer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest

from backend.cases.rules.destruction import RunningThing, ended_as, kept_until, lets_go
from backend.cases.rules.stages import Outcome, Stage
from backend.data_files import WORKFLOWS
from backend.destruction.queries.retention import retention
from backend.destruction.rules.retention import OTHERWISE, Retention
from backend.jurisdictions import queries as jurisdictions

NOW = datetime(2026, 11, 26, tzinfo=UTC)
RULE = Retention(
    {"otherwise": 60, "withdrawn": 12},
    {"TH": {"withdrawn": 6}, "SG": {"otherwise": 24}, "MY": {}},
)


@pytest.mark.parametrize(
    ("country", "end", "months"),
    [
        ("ID", "upheld", 60), ("ID", "withdrawn", 12), ("TH", "withdrawn", 6),
        ("TH", "upheld", 60), ("SG", "upheld", 24), ("SG", "withdrawn", 24),
        ("MY", "withdrawn", 12),
    ],
)  # fmt: skip
def test_a_country_departs_from_the_rule_for_all(country: str, end: str, months: int):
    assert RULE.months_for(country, end) == months


def test_the_file_in_the_repository_can_be_read():
    assert retention().months_for("TH", "upheld") >= retention().shortest()


@pytest.fixture
def in_thailand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The file of a country, to which an agency adds something."""
    folder = copytree(WORKFLOWS / "jurisdictions", tmp_path / "jurisdictions")
    monkeypatch.setattr(jurisdictions, "FOLDER", folder)
    for read in (retention, jurisdictions.countries):
        read.cache_clear()
    yield folder / "TH.yaml"
    for read in (retention, jurisdictions.countries):
        read.cache_clear()


def test_what_departs_in_a_country_stands_in_its_file_for_every_end(in_thailand: Path):
    ends = [OTHERWISE, *Outcome, ended_as(Stage.REFERRED, None)]
    months = {end: number for number, end in enumerate(ends, start=2)}
    lines = [f"  {end}: {number}\n" for end, number in months.items()]
    with in_thailand.open("a", encoding="utf-8") as file:
        file.writelines(["retention:\n", *lines])
    assert {end: retention().months_for("TH", end) for end in ends} == months
    assert retention().months_for("LA", "withdrawn") == 12
    assert retention().shortest() == 2


@pytest.mark.parametrize(
    ("closed", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2023, 12, 15), 12, date(2024, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 3, 31), 8, date(2026, 11, 30)),
    ],
)  # fmt: skip
def test_months_are_those_of_the_calendar(closed: date, months: int, until: date):
    assert kept_until(closed, months) == until


def test_a_case_has_the_end_that_it_had():
    assert ended_as(Stage.WITHDRAWN, Outcome.UPHELD) == "withdrawn"
    assert ended_as(Stage.CLOSED, Outcome.UPHELD) == "upheld"
    assert ended_as(Stage.REFERRED, None) == "referred"


def test_nothing_goes_while_a_clock_or_a_remedy_runs():
    past, coming = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert lets_go([], NOW)
    assert lets_go([RunningThing("contest", past)], NOW)
    for thing in (
        RunningThing("contest", coming), RunningThing("decide", past), RunningThing("RM02")
    ):  # fmt: skip
        assert not lets_go([RunningThing("contest", past), thing], NOW)
