"""The demonstration's data: complete, different from each other, in known codes."""

import unicodedata
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import backend.demonstration
from backend.languages.identification import identify

DATA = Path(backend.demonstration.__file__).parent / "data"
FILES = sorted((DATA / "complaints").glob("*.yaml"))
REQUIRED = {"text", "country", "system", "category", "danger", "affected", "harm", "contact"}
ALIKE = 0.5
# The Zawgyi detector opens its model in a way that Python 3.11 calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")
# Tetum mixed with Portuguese or Indonesian is, rightly, recognised as either.
TOLD_APART = [path for path in FILES if path.stem != "tet"]


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def complaints() -> list[dict[str, Any]]:
    return [entry for path in FILES for entry in load(path)]


def grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 5] for at in range(max(1, len(text) - 4)))


def test_no_two_complaints_read_alike() -> None:
    pieces = [(entry["text"], grams(entry["text"])) for entry in complaints()]
    alike = [
        (one[0], other[0])
        for one, other in combinations(pieces, 2)
        if len(one[1] & other[1]) >= ALIKE * len(one[1] | other[1])
    ]
    assert alike == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_complaint_names_known_systems_and_categories(path: Path) -> None:
    taxonomy = load(DATA.parents[2] / "workflows" / "taxonomy.yaml")
    slugs = {system["slug"] for system in load(DATA / "systems.yaml")} | {None}
    for entry in load(path):
        assert entry.keys() >= REQUIRED, entry["text"]
        assert entry["category"] in taxonomy["subtypes"], entry["text"]
        assert entry["system"] in slugs, entry["text"]


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.yaml")), ids=lambda path: path.name)
def test_each_file_is_composed_and_has_no_invisible_characters(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\u200b\u200c\u200d\u2060\ufeff")


def test_the_shares_of_the_plan_add_up() -> None:
    plan = load(DATA / "plan.yaml")
    assert sum(stage["share"] for stage in plan["stages"].values()) == pytest.approx(1)
    assert sum(plan["months"]["newest_first"]) == pytest.approx(1)
    facts = sum(sum(row["quarters"].values()) for row in plan["earlier_facts"])
    assert facts == 1000


@pytest.mark.parametrize("path", TOLD_APART, ids=lambda path: path.stem)
def test_most_complaints_of_a_file_are_recognised_as_its_language(path: Path) -> None:
    entries = load(path)
    known = [identify(e["text"], country=e["country"]).language == path.stem for e in entries]
    assert sum(known) >= 0.9 * len(entries)


def test_complaints_marked_as_zawgyi_are_recognised_as_zawgyi() -> None:
    marked = [e for e in complaints() if e.get("zawgyi")]
    assert marked
    assert {identify(e["text"]).encoding for e in marked} == {"zawgyi"}
