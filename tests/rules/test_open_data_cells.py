"""No cell of the open data begins a formula in any spreadsheet, whatever stands before its sign."""

import csv
import io
from collections.abc import Callable
from unicodedata import normalize

import pytest

from backend.reports.rules.data_files import safe_cell

pytestmark = pytest.mark.battery("T17")
#: What programs trim or read as the sign of a formula, before a formula.
PREFIXES = (
    "=",
    "+",
    "-",
    "@",
    "|",
    "%",
    "\t=",
    "\r=",
    "\n=",
    "\r\n=",
    " =",
    "  +",
    "\u00a0=",
    "\u3000@",
    "\u200b=",
    "\ufeff=",
    "\u2060-",
    "\u202e=",
    '"=',
    '""+',
    "'=",
    "`=",
    "\u0301=",
    "\x00=",
    "\x1b=",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "﹢",
    "﹣",
    "﹫",
    "⁼",
    "₌",
    "⁺",
    " ＝",
    "\t＠",
    "\t",
    "\r",
    "=-",
    "-1+",
    "--",
    "+-1",
)
HARMLESS = (
    "",
    "0",
    "12",
    "-1",
    "-12",
    "-0.5",
    "TH",
    "a=b",
    "1-2",
    "A-1",
    "a@b",
    "ไทย",
    "n/a",
    "’",
    "(=1)",
)


@pytest.mark.parametrize("prefix", PREFIXES, ids=ascii)
def test_a_cell_never_begins_a_formula(prefix: str, counted: Callable[[str, int], None]):
    cell = safe_cell(f"{prefix}cmd|' /C calc'!A0")
    assert cell.startswith("'")
    assert cell[1:].startswith(prefix)
    written = io.StringIO(newline="")
    csv.writer(written).writerow([cell, cell])
    written.seek(0)
    assert next(csv.reader(written)) == [cell, cell]
    assert normalize("NFKC", cell)[0] not in "=+-@"
    counted("prefixes of formulas", 1)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text: str):
    assert safe_cell(text) == text


def test_there_are_thirty_of_them():
    assert len(set(PREFIXES)) >= 30
