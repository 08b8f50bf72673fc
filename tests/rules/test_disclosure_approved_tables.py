"""The approved list of tables as a file that agencies may narrow, never widen."""

from pathlib import Path

import pytest

from backend.data_files import DataFault
from backend.reports.queries.approved_tables import FOLDER, approved_tables

OWN = (FOLDER / "quarterly.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("people: 10 ", "people: 9 "),
        ("strict_people: 20", "strict_people: 10"),
        ("people_for_p90: 50", "people_for_p90: 20"),
        ("withheld_countries: [MM]", "withheld_countries: []"),
        ("dimensions: [country], per_person", "dimensions: [system], per_person"),
        ("dimensions: [sector], fold", "dimensions: [sector, channel], fold"),
        ("dimensions: [outcome]", "dimensions: [outcome, country, sector]"),
        ("metric: M13", "metric: M99"),
    ],
)
def test_a_list_that_protects_people_less_is_refused(
    before: str, after: str, tmp_path: Path
) -> None:
    assert before in OWN
    file = tmp_path / "tables.yaml"
    file.write_text(OWN.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataFault):
        approved_tables(file)


def test_every_metric_of_a_quarterly_report_has_a_table() -> None:
    tables = approved_tables().tables
    assert {table.metric for table in tables} == {"M1", "M2", "M4", "M6", "M7", "M8", "M10", "M13"}
    assert len({table.id for table in tables}) == len(tables)


def test_tables_of_complaints_have_one_dimension_so_that_they_share_only_their_total() -> None:
    for table in approved_tables().tables:
        assert table.kind != "counts" or len(table.dimensions) == 1
