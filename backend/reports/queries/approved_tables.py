"""The approved list of tables, read once from workflows/reports/."""

from functools import lru_cache
from pathlib import Path

from backend.data_files import WORKFLOWS, read_data
from backend.reports.rules.approved import Approved, read_approved

FOLDER = WORKFLOWS / "reports"
SCHEMA = FOLDER / "tables.schema.json"


@lru_cache
def approved_tables(file: Path = FOLDER / "quarterly.yaml") -> Approved:
    """A fault in the file ends the start (``DataFault``)."""
    return read_approved(read_data(file, SCHEMA))
