"""A whole report: what is in it, what never is, and that every form of it says the same."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from backend.languages.messages import msg
from backend.reports.rules.composing import Composition
from backend.reports.rules.composing import compose as composed_of
from backend.reports.rules.disclosure.releases import (
    HiddenCell,
    Release,
    carried,
    correctable,
    read_release,
)
from backend.reports.rules.disclosure.values import Cell, CellKey
from backend.reports.rules.facts import Fact
from backend.reports.rules.figures import (
    NUMBERS,
    as_csv,
    as_json,
    bars,
    canonical,
    fingerprint,
    read_figures,
)
from backend.reports.rules.findings import Finding, sentence
from backend.reports.rules.frame import Frame
from backend.reports.rules.names import DEFINITIONS, STATUS_NOTES, TABLES, TITLES, UNITS, row_name
from backend.reports.rules.periods import Period, period_of, publishable, read_period
from backend.reports.rules.register import RecordedUpdate, Register
from tests.factories.facts import counted_of
from tests.factories.reports import OFFICE, QUARTER, a_fact, a_frame, facts_of

GOLDEN = Path(__file__).parent / "golden" / "report-2026-Q3.csv"
REGISTER = Register(
    updates=(
        RecordedUpdate("update-many", "loan-scoring", date(2026, 8, 1), ("TH",)),
        RecordedUpdate("update-few", "benefit-check", date(2026, 9, 1), ("TH",)),
        RecordedUpdate("update-elsewhere", "fare-check", date(2026, 9, 1), ("VN",)),
        RecordedUpdate("update-later", "benefit-check", date(2026, 10, 1), ("TH",)),
    )
)


def compose(facts: list[Fact], register: Register, frame: Frame) -> Composition:
    return composed_of(counted_of(facts, frame), register, frame)


def some_facts() -> list[Fact]:
    """A quarter like others: many in one country, a few elsewhere, some people more than once."""
    dice = Random(7)  # noqa: S311 - a test's own facts
    return [_one(dice, n) for n in range(260)]


def _one(dice: Random, number: int) -> Fact:
    decided = dice.random() < 0.7
    hours = dice.randrange(24, 1500)
    return a_fact(
        received_on=date(2026, 7, 1 + dice.randrange(31)),
        country=dice.choice(["TH"] * 20 + ["LA", "KH", "MM"]),
        complainant_key=b"%d" % (number - number % 9 % 2),
        language=dice.choice(["th"] * 8 + ["en", "en", "my", "km"]),
        language_read="th",
        language_corrected_by={0: "person", 1: "staff"}.get(number % 8, "none"),
        channel=dice.choice(["web", "web", "web", "counter"]),
        category=dice.choice("BVDDDTH"),
        severity=dice.choice(["S0", "S1", "S1", "S2", "S2", "S3"]),
        outcome=dice.choice(["upheld", "not_upheld", "not_upheld"]) if decided else None,
        t1_hours=20.0, t1_days=dice.choice([1, 1, 2]),
        t5_hours=float(hours) if decided else None, t5_days=hours // 34 if decided else None,
        requests_asked=1, requests_in_time=dice.choice([0, 1, 1]),
        updates=("update-few",) if number < 7 else ("update-many",) if number < 90 else (),
    )  # fmt: skip


@pytest.fixture(scope="module")
def composed() -> Composition:
    return compose(some_facts(), REGISTER, a_frame())


def test_the_open_data_of_a_report_is_the_approved_one(composed: Composition) -> None:
    assert as_csv(composed.figures) == GOLDEN.read_bytes().decode()


def test_myanmar_is_in_no_quarterly_table_and_in_no_total() -> None:
    facts = [*facts_of(60, country="TH"), *facts_of(40, country="LA")]
    without = compose(facts, REGISTER, a_frame()).figures
    with_it = compose([*facts, *facts_of(55, country="MM")], REGISTER, a_frame()).figures
    assert with_it == without
    assert "MM" not in as_csv(with_it)


def test_only_the_office_itself_is_counted() -> None:
    other = replace(OFFICE, slug="another", id=UUID(int=2))
    figures = compose(facts_of(60), REGISTER, a_frame(office=other)).figures
    assert figures.table("flow").cell("received", "cases").status == "s"


def test_a_repeated_complaint_is_not_counted_twice() -> None:
    facts = [*facts_of(40, category="D"), *facts_of(40, outcome="duplicate")]
    figures = compose(facts, REGISTER, a_frame()).figures
    assert figures.table("received-by-category").cell("total", "cases").value == 40


def test_every_form_hides_the_same_cells(composed: Composition) -> None:
    figures = composed.figures
    lines = list(csv.DictReader(io.StringIO(as_csv(figures))))
    cells = [row.cell for table in figures.tables for row in table.rows]
    cells += [update.cases for update in figures.updates]
    plain = [row for table in as_json(figures)["tables"] for row in table["rows"]]
    plain += [update["cases"] for update in as_json(figures)["updates"]]
    for cell, line, row in zip(cells, lines, plain, strict=True):
        assert cell.status == line["status"] == row["status"]
        for number in NUMBERS:
            value = getattr(cell, number)
            assert line[number] == ("" if value is None else str(value))
            assert row.get(number) == value
        assert not cell.hidden or not any(line[number] for number in NUMBERS)
    assert any(cell.hidden for cell in cells)


def test_a_chart_has_no_bar_for_a_hidden_cell(composed: Composition) -> None:
    drawn = [bar for table in composed.figures.tables for bar in bars(table)]
    for bar in drawn:
        assert (bar.width is None) == bar.cell.hidden
    assert any(bar.cell.hidden for bar in drawn)
    languages = bars(composed.figures.table("received-by-language"))
    assert max(bar.width for bar in languages) == 100


def test_figures_come_back_from_their_json_unchanged(composed: Composition) -> None:
    text = canonical(as_json(composed.figures))
    again = read_figures(json.loads(text))
    assert again == composed.figures
    assert fingerprint(again) == fingerprint(composed.figures) == composed.release.figures_hash
    assert read_release(json.loads(json.dumps(composed.release.to_json()))) == composed.release


def test_an_update_says_how_many_cases_it_answered_from_ten_people_on(
    composed: Composition,
) -> None:
    assert [(u.id, u.cases.status) for u in composed.figures.updates] == [
        ("update-many", "r"),
        ("update-few", "s"),
    ]


def test_no_organisation_and_no_system_has_a_complaint_figure(composed: Composition) -> None:
    for table in composed.figures.tables:
        assert not {"system", "owner", "organisation"} & set(table.dims)


def test_the_order_of_the_facts_changes_nothing(composed: Composition) -> None:
    assert compose(some_facts()[::-1], REGISTER, a_frame()) == composed


def test_a_release_keeps_what_it_hid_and_who_approved_it(composed: Composition) -> None:
    hidden = {
        (table.id, row.dim1_value)
        for table in composed.figures.tables
        for row in table.rows
        if row.cell.hidden and row.unit in {"cases", "requests"}
    } - {("flow", "received_less_closed")}
    kept = {(cell.table, cell.row) for cell in composed.release.hidden}
    assert kept == hidden | {("updates", "update-few")}
    assert composed.release.approver is None
    assert composed.release.approved_by("somebody").approver == "somebody"
    assert composed.release.input_hash == counted_of(some_facts(), a_frame()).input_hash


def test_a_cell_hidden_in_an_earlier_report_stays_hidden(composed: Composition) -> None:
    held = frozenset({CellKey("received-by-channel", "counter"), CellKey("updates", "update-many")})
    again = compose(some_facts(), REGISTER, a_frame(hidden_before=held))
    table = again.figures.table("received-by-channel")
    assert composed.figures.table("received-by-channel").cell("counter", "cases").status == "r"
    assert table.cell("counter", "cases") == table.cell("counter", "people") == Cell("c")
    assert table.cell("web", "cases").hidden
    assert HiddenCell("received-by-channel", "counter", "", held=True) in again.release.hidden
    assert again.figures.updates[0].cases == Cell("c")


def test_hidden_cells_are_remembered_for_four_periods() -> None:
    small = HiddenCell("outcomes", "upheld", "", held=False)
    held = HiddenCell("outcomes", "withdrawn", "", held=True)

    def at(period: str) -> frozenset[CellKey]:
        return carried([Release(period, "", "", "1", (small, held))], QUARTER)

    assert at("2025-Q3") == {small.key}
    assert at("2026-Q3") == {small.key, held.key}
    assert at("2025-Q2") == at("2026-Q4") == frozenset()


def test_a_correction_needs_enough_changed_cases_or_a_later_release() -> None:
    assert correctable(10, 10, next_is_out=False)
    assert not correctable(9, 10, next_is_out=False)
    assert correctable(1, 10, next_is_out=True)


def test_a_quarter_is_published_after_its_lag() -> None:
    assert publishable(QUARTER, date(2026, 10, 30), 30)
    assert not publishable(QUARTER, date(2026, 10, 29), 30)
    assert publishable(QUARTER, date(2026, 7, 1), 0)
    assert not publishable(QUARTER, date(2026, 6, 30), 0)
    assert compose([], Register(), a_frame(as_of=date(2026, 9, 30))).figures.provisional
    assert not compose([], Register(), a_frame(as_of=date(2026, 10, 1))).figures.provisional


def test_quarters_are_written_and_read_alike() -> None:
    assert read_period(str(QUARTER)) == QUARTER == period_of(date(2026, 9, 30))
    assert Period(2026, 1).later(-1) == Period(2025, 4)
    for wrong in ("2026-Q5", "2026Q3", "2026-q3", "0000-Q1", "๒๐๒๖-Q3", "2026-Q3\n"):
        with pytest.raises(ValueError, match=wrong.strip()):
            read_period(wrong)


def test_findings_are_sentences_of_published_numbers(composed: Composition) -> None:
    said = [sentence(finding, "en") for finding in composed.figures.findings]
    assert said[0] == "We received about 250 complaints from about 140 people."
    assert all("%(" not in text for text in said)
    one = Finding("times", msg("%(cases)s complaints"), (("cases", 12345),))
    assert sentence(one, "id") == "12.345 complaints"
    nobody = compose(facts_of(3), REGISTER, a_frame()).figures.findings
    assert "too few" in sentence(nobody[0], "en")


def test_every_table_and_row_of_a_report_has_its_words(composed: Composition) -> None:
    elsewhere = {"country", "language", "category", "sector", "channel", "severity"}
    for table in composed.figures.tables:
        assert table.id in TABLES
        assert table.metric_id in TITLES.keys() & DEFINITIONS.keys()
        for row in table.rows:
            assert row.unit in UNITS
            assert row.cell.status in {"r", "ok"} | STATUS_NOTES.keys()
            if table.dims[0] not in elsewhere | {"outcome"}:
                assert row_name(table.dims[0], row.dim1_value), row.dim1_value
            if row.dim2_value:
                assert row_name(table.dims[1], row.dim2_value), row.dim2_value
