"""Which cases stand in which row of which table, and the exact counts of the register."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.reports.rules.approved import TableSpec
from backend.reports.rules.composing import ANSWERED, cuts_of_table
from backend.reports.rules.disclosure.grids import Count, Grid, Place
from backend.reports.rules.disclosure.values import TOTAL
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.counting import by_update, counted
from backend.reports.rules.metrics.dimensions import DIMENSIONS
from backend.reports.rules.register import (
    AssessmentOf,
    OversightOf,
    Register,
    RegisteredSystem,
    assessments_table,
    oversight_table,
)
from tests.factories.facts import COHORTS, a_life, groups_of
from tests.factories.reports import OFFICE, a_fact, a_frame, approved, facts_of

SPECS = {spec.id: spec for spec in approved().tables}
ETHICAL = AssessmentOf("ethical", "completed", date(2026, 1, 1), None, True, True)
WATCHED = OversightOf("human_in_the_loop", "loan officer", True, date(2026, 3, 1))


def grid_of(facts: list[Fact], table: str, frame: Frame) -> Grid:
    (cut,) = cuts_of_table(SPECS[table])
    return counted(groups_of(facts, cut, frame), SPECS[table], frame)


def rows(facts: list[Fact], table: str, frame: Frame | None = None) -> dict[str, int]:
    grid = grid_of(facts, table, frame or a_frame())
    return {row: grid.count((row, "")).cases for row in (*grid.rows, TOTAL)}


def a_system(name: str, **changes: Any) -> RegisteredSystem:
    fields: dict[str, Any] = {
        "id": name, "countries": ("TH",), "phase": "production", "risk_tier": "high",
        "risk_basis": "self_declared", "assessments": (ETHICAL,), "oversights": (WATCHED,),
    }  # fmt: skip
    return RegisteredSystem(**fields | changes)


def test_age_is_counted_in_working_days_to_the_end_of_the_period() -> None:
    days = [date(2026, 9, 30), date(2026, 8, 19), date(2026, 8, 18), date(2026, 5, 27)]
    facts = [a_fact(received_on=day) for day in days] + [a_fact(received_on=date(2026, 5, 20))]
    assert rows(facts, "backlog-by-age") == {
        "up_to_30": 2, "31_to_60": 1, "61_to_90": 1, "over_90": 1, TOTAL: 5,
    }  # fmt: skip


def test_an_open_case_beyond_its_limit_has_missed_it() -> None:
    soon = a_frame(as_of=date(2026, 7, 7))
    facts = [a_fact(t1_days=1, t1_hours=20.0), a_fact(t1_days=2, t1_hours=40.0), a_fact()]
    assert rows(facts, "limit-acknowledge", soon) == {
        "met": 1, "missed": 1, "not_known": 1, TOTAL: 3,
    }  # fmt: skip
    assert rows(facts, "limit-acknowledge")["missed"] == 2


def test_questions_are_counted_one_by_one() -> None:
    facts = [a_fact(requests_asked=5, requests_in_time=2, requests_unanswered=1), a_fact()]
    assert rows(facts, "requests") == {
        "in_time": 2, "late_or_waiting": 2, "unanswered": 1, TOTAL: 5,
    }  # fmt: skip


def test_what_is_not_known_is_a_row_of_its_own() -> None:
    facts = [*facts_of(30, category="D"), *facts_of(20)]
    assert rows(facts, "received-by-category") == {"D": 30, "unknown": 20, TOTAL: 50}


def test_a_person_is_counted_once_in_a_total() -> None:
    facts = [a_fact(complainant_key=b"one", country=c) for c in ("TH", "TH", "LA")]
    grid = grid_of(facts, "received-by-country", a_frame())
    assert grid.count((TOTAL, "")) == (3, 1, 3)
    assert "MM" not in grid.rows
    assert len(grid.rows) == 10


def test_a_case_is_counted_with_every_update_that_answered_it() -> None:
    facts = [a_fact(updates=("u1", "u2")), a_fact(updates=("u1",)), a_fact()]
    counts = by_update(groups_of(facts, ANSWERED, a_frame()), a_frame())
    assert {name: count.cases for name, count in counts.items()} == {"u1": 2, "u2": 1}


@given(st.integers(0, 999), st.sampled_from([s for s in SPECS.values() if s.kind == "counts"]))
def test_a_table_counts_cases_and_people_as_one_would_by_hand(seed: int, spec: TableSpec) -> None:
    dice, frame = Random(seed), a_frame()  # noqa: S311 - lives, no secret
    facts = [a_life(dice, OFFICE.id) for _ in range(60)]
    (cut,) = cuts_of_table(spec)
    people: defaultdict[Place, Counter[bytes]] = defaultdict(Counter)
    for fact in (fact for fact in facts if COHORTS[spec.cohort](fact, frame)):
        (alone,) = groups_of([fact], cut, frame)
        for row, weight in DIMENSIONS[spec.dimensions[0]].rows(frame, *alone.keys[0]):
            for place in ((row, ""), (TOTAL, "")):
                people[place][fact.complainant_key] += weight
    grid = counted(groups_of(facts, cut, frame), replace(spec, fold=False), frame)
    assert grid.counts == {
        place: Count(each.total(), len(each), max(each.values())) for place, each in people.items()
    }
    folded = counted(groups_of(facts, cut, frame), spec, frame)
    other = {fold for fold in grid.rows if fold not in folded.rows}
    together = sum((people[row, ""] for row in other), Counter())
    assert folded.count(("other", ""))[:2] == (together.total(), len(together))


def test_a_privacy_assessment_alone_is_no_assessment() -> None:
    privacy = AssessmentOf("dpia", "completed", date(2026, 1, 1), None, True, True)
    old = AssessmentOf("aia", "completed", date(2024, 1, 1), None, True, False)
    changed = AssessmentOf("aia", "completed", date(2026, 1, 1), None, False, False)
    each = {"good": ETHICAL, "privacy": privacy, "old": old, "changed": changed}
    systems = tuple(a_system(name, assessments=(one,)) for name, one in each.items())
    test_only = a_system("planned", phase="development")
    table = assessments_table(Register((*systems, test_only)), SPECS["assessments"], a_frame())
    thai = [row for row in table.rows if row.dim1_value == "TH"]
    found = {(row.dim2_value, row.unit): row.cell.value for row in thai}
    assert found == {
        ("systems", "systems"): 4, ("assessed", "systems"): 1, ("expired", "systems"): 2,
        ("privacy_only", "systems"): 1, ("assessed", "percent"): 25, ("public", "percent"): 100,
    }  # fmt: skip
    assert table.cell("SG", "percent", "assessed").status == "x"


def test_oversight_without_recent_evidence_is_only_declared() -> None:
    stale = OversightOf("over_the_loop", "nurse", True, date(2025, 9, 1))
    powerless = OversightOf("over_the_loop", "nurse", False, date(2026, 9, 1))
    nobody = OversightOf("in_the_loop", "", True, date(2026, 9, 1))
    each = ((WATCHED,), (stale,), (powerless,), (nobody,), ())
    systems = [a_system(f"s{n}", oversights=one) for n, one in enumerate(each)]
    systems.append(a_system("elsewhere", countries=("MM",)))
    table = oversight_table(Register(tuple(systems)), SPECS["oversight"], a_frame())
    assert table.cell("TH", "systems", "high_risk").value == 5
    assert table.cell("TH", "systems", "declared").value == 3
    assert table.cell("TH", "percent", "evidenced").value == 20
    assert table.cell(TOTAL, "systems", "high_risk").value == 5
    assert not any("effective" in row.dim2_value for row in table.rows)


def test_corrected_languages_are_counted_by_who_corrected_them() -> None:
    facts = [
        *facts_of(3, language_read="th"),
        *facts_of(2, language_read="lo", language_corrected_by="person"),
        a_fact(language_read="lo", language_corrected_by="staff"),
        a_fact(language_read=None),
    ]
    assert rows(facts, "language-corrections") == {
        "none": 3, "person": 2, "staff": 1, "unknown": 1, TOTAL: 7,
    }  # fmt: skip
