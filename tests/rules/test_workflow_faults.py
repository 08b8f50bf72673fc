"""A mistake in a workflow names file, line and reason."""

import shutil
from pathlib import Path

import pytest

from backend.cases.commands import all_faults
from backend.cases.queries.workflow_files import FOLDER, workflow_faults
from backend.data_files import WORKFLOWS

CLOSE = "remedy_pending], to: closed, by: ["
STANDARD = (FOLDER / "standard.yaml").read_text(encoding="utf-8")


def faults(folder: Path, before: str, after: str) -> list[str]:
    """Of the workflow with one passage changed, as file name, line and reason."""
    assert STANDARD.count(before) == 1
    file = folder / "changed.yaml"
    file.write_text(STANDARD.replace(before, after), encoding="utf-8")
    return [str(fault).removeprefix(f"{folder}/") for fault in workflow_faults(file)]


def line_of(text: str) -> int:
    return STANDARD[: STANDARD.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("[received], to: acknowledged, by", "[received], to: finished, by", "finished"),
        ("by: [system_owner]", "by: [vendor]", "vendor"),
        ("tells: [acknowledged]", "tells: [fanfare]", "fanfare"),
        ("stops: [owner_answer]}\n  proposed", "stops: [tea]}\n  proposed", "tea"),
        ("requires: [body, address, letter]", "requires: [stamp]", "stamp"),
        ("never: [decider]", "never: [friend]", "friend"),
        ("within: contest", "without: contest", "without"),
        ("version: 2", "version: one", "integer"),
    ],
)
def test_what_is_not_known_is_refused_with_file_line_and_reason(
    tmp_path: Path, before: str, after: str, reason: str
):
    found = faults(tmp_path, before, after)
    assert found
    assert found[0].startswith(f"changed.yaml:{line_of(before)}:")
    assert reason in found[0]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "from: [decided], to: remedy_pending",
            "from: [decided], to: decided",
            "nothing leads from received to remedy_pending",
        ),
        (
            "from: [awaiting_complainant], to: where_it_came_from, by: office",
            "from: [awaiting_complainant], to: where_it_came_from, by: [complainant]",
            "the office cannot bring a case from awaiting_complainant to an end",
        ),
        ("by: [system_owner]", "by: [system_owner], requires: []", "duplicate"),
        (f"{CLOSE}supervisor", f"{CLOSE}system_owner", "may only answer"),
        ("assess, decide, objection]}\n", "assess, decide]}\n", "objection may still run"),
        ("by: office, tells: [acknowledged]", "by: office, requires: [letter]", "ask for letter"),
        ("  go_on: {", "  celebrate: {", "celebrate is no move that this programme knows"),
        ("  reopened: {clock: objection, stops: [contest, remedy]}\n", "", "no stage here"),
    ],
)
def test_what_would_go_wrong_with_a_case_is_refused(
    tmp_path: Path, before: str, after: str, expected: str
):
    found = faults(tmp_path, before, after)
    assert any(expected in fault for fault in found), found


def test_a_fault_of_the_whole_stands_in_the_line_of_its_move(tmp_path: Path):
    found = faults(tmp_path, f"{CLOSE}supervisor", f"{CLOSE}system_owner")
    assert [fault for fault in found if fault.startswith(f"changed.yaml:{line_of('  close:')}:")]


def test_what_is_no_yaml_names_its_line(tmp_path: Path):
    found = faults(tmp_path, "moves:\n", "moves: [\n")
    assert len(found) == 1
    assert found[0].startswith("changed.yaml:")


def test_the_command_looks_through_every_file(tmp_path: Path):
    copied = tmp_path / "workflows"
    shutil.copytree(WORKFLOWS, copied)
    assert list(all_faults(copied)) == []
    country = copied / "jurisdictions/TH.yaml"
    country.write_text(country.read_text(encoding="utf-8") + "moon: full\n", encoding="utf-8")
    (copied / "triage/standard.yaml").write_text("workflow: x\n", encoding="utf-8")
    found = [str(fault) for fault in all_faults(copied)]
    assert any("TH.yaml" in fault and "moon" in fault for fault in found)
    assert any("standard.yaml" in fault for fault in found)
