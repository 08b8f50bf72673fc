"""Ready texts for replies: facts of a fixed list, and no way to reach anything else."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cases.commands import all_faults
from backend.cases.queries.reply_files import FOLDER, SCHEMA, reply_faults, shipped_replies
from backend.cases.rules.reply_texts import FACTS, GAP, facts_in, faults_of_text, filled
from backend.data_files import WORKFLOWS
from backend.demonstration.reading import data
from backend.languages.locales import OURS
from backend.reply_templates.rules import TemplateLine, fits, nearest_first


def test_known_facts_are_filled_in_and_unknown_ones_leave_a_visible_gap():
    text = "Case {reference}, decided by {due_date}."
    assert filled(text, {"reference": "TH-1"}) == f"Case TH-1, decided by {GAP}."
    assert facts_in(text) == ["reference", "due_date"]


@pytest.mark.parametrize(
    "text",
    [
        "{0}", "{}", "{reference.__class__}", "{reference!r}", "{reference:>99999999}", "{name}",
        "{{reference}}", "{reference", "reference}", "{ reference }", "{reference\n}",
    ],
)  # fmt: skip
def test_what_is_no_fact_in_braces_is_a_fault_and_is_left_as_it_is(text: str):
    assert list(faults_of_text(text)) != []
    assert "Bangkok" not in filled(text, {"office": "Bangkok"})


def test_a_fact_that_looks_like_a_place_for_another_is_not_filled_in():
    assert filled("{system}", {"system": "{office}", "office": "x"}) == "{office}"


@settings(deadline=None)
@given(st.text(), st.dictionaries(st.sampled_from(sorted(FACTS)), st.text(max_size=5)))
def test_filling_in_never_fails_and_a_text_without_braces_stays(text, facts):
    done = filled(text, facts)
    assert done == text or "{" in text


def test_a_percent_sign_and_a_format_string_mean_nothing():
    assert filled("100 % of %(reference)s $reference", {"reference": "x"}).endswith("$reference")


def test_what_we_bring_along_is_in_all_our_languages_and_without_a_fault():
    assert len(shipped_replies()) >= 10
    for file in FOLDER.glob("*.yaml"):
        assert reply_faults(file) == []
    for reply in shipped_replies().values():
        assert reply.title.keys() == reply.text.keys() == set(OURS)


@pytest.mark.parametrize(
    ("found", "put", "told"),
    [
        ("{reference}", "{number}", "no fact"), ("{due_date}", "soon", "needs the facts"),
        ("move: acknowledge", "move: wave", "no move"),
        ("category: null", "category: Q9", "no cat"),
        ("  tet: ", "  xx: ", "xx"),
    ],
)  # fmt: skip
def test_a_fault_in_a_file_is_named_with_its_line(tmp_path: Path, found: str, put: str, told: str):
    shutil.copy(SCHEMA, tmp_path)
    file = tmp_path / "acknowledge.yaml"
    text = (FOLDER / "acknowledge.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace(found, put, 1), encoding="utf-8")
    faults = [str(fault) for fault in reply_faults(file)]
    assert faults
    assert all(fault.startswith(f"{file}:") for fault in faults)
    assert told in " ".join(faults)


def a_template(key: str, category: str | None, move: str | None) -> TemplateLine:
    return TemplateLine(key, True, category, move, {}, {})


def test_templates_fit_by_category_and_step_and_the_nearest_stands_first():
    every = [
        a_template("any", None, None), a_template("letter", "D", None),
        a_template("exact", "D04", "propose"), a_template("other", "B", "propose"),
    ]  # fmt: skip
    for_proposal = [t.key for t in nearest_first(every) if fits(t, "D04", "propose")]
    assert for_proposal == ["exact", "letter", "any"]
    assert [t.key for t in every if fits(t, "D04", "")] == ["any", "letter"]
    assert [t.key for t in every if fits(t, None, "propose")] == ["any"]


def test_the_check_of_the_workflows_reads_ready_replies_too(tmp_path: Path):
    shutil.copytree(WORKFLOWS, tmp_path / "workflows")
    file = tmp_path / "workflows" / "replies" / "late.yaml"
    file.write_text("{ stage }".join(file.read_text("utf-8").rsplit("{stage}", 1)), "utf-8")
    faults = [str(fault) for fault in all_faults(tmp_path / "workflows")]
    assert [fault.partition(":")[0] for fault in faults] == [str(file), str(file)]
    assert "{ stage } is no fact" in faults[0]


def test_the_demonstration_writes_no_unknown_fact():
    for templates in data("texts")["replies"].values():
        for entry in templates:
            assert entry["title"].keys() == entry["text"].keys()
            assert all(not list(faults_of_text(text)) for text in entry["text"].values())
