"""A table as spreadsheets save it: bytes into numbered rows of named cells."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from io import StringIO

from backend.errors import Fault, Unacceptable

#: Each name, and whether a row needs it.
COLUMNS: dict[str, bool] = {
    "received_on": True, "channel": True, "agreed": True, "person_language": True, "country": True,
    "account": True, "system": False, "system_text": False, "happened": False, "danger": False,
    "wanted": False, "affected": False, "name": False, "email": False, "phone": False,
}  # fmt: skip
MOST_ROWS = 1_000
LARGEST = 5 * 1024 * 1024
#: The field of the form that holds the file.
FIELD = "table"
#: A cell is too long for its column, and its row is named; else the whole table were broken.
csv.field_size_limit(LARGEST)
_SEPARATORS = ";,\t"
#: The line by which Excel is told what parts its cells.
_SAYS_SEPARATOR = re.compile(r"sep=.\r?\n", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


class TableRefused(Unacceptable):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(Fault(FIELD, code, tuple(facts.items())))


@dataclass(frozen=True)
class Row:
    """``number`` is what a spreadsheet shows beside it; ``too_many``: cells without a name."""

    number: int
    cells: dict[str, str]
    too_many: bool = False


def read_table(content: bytes) -> list[Row]:
    """The rows below the line of names; empty ones are left out, and counted."""
    text = _text(content)
    if says := _SAYS_SEPARATOR.match(text):
        text = text[says.end() :]
    lines = _records(text, _separator(text))
    names = _names(lines[0]) if lines else []
    rows = [_row(number, names, cells) for number, cells in enumerate(lines[1:], 2) if any(cells)]
    if not rows:
        raise TableRefused("table_empty")
    if len(rows) > MOST_ROWS:
        raise TableRefused("table_long", most=MOST_ROWS, rows=len(rows))
    return rows


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, or what Excel calls Unicode text."""
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefused("table_no_utf8") from None
    if "\0" in text:
        raise TableRefused("table_no_utf8")
    return text.removeprefix(BOM_UTF8.decode())


def _separator(text: str) -> str:
    """The one by which the first line has the most names that we know."""
    first = text.partition("\n")[0]
    return max(_SEPARATORS, key=lambda sign: len(_known(first.split(sign))))


def _known(cells: list[str]) -> set[str]:
    return {_plain(cell) for cell in cells} & COLUMNS.keys()


def _plain(cell: str) -> str:
    return _BETWEEN_WORDS.sub("_", cell.strip().strip('"').strip().casefold())


def _records(text: str, separator: str) -> list[list[str]]:
    """Cells may hold line ends; each record counts as one row, as a spreadsheet counts."""
    lines = StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="\n")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        return [[cell.replace("\xa0", " ").strip() for cell in cells] for cells in reader]
    except csv.Error:
        raise TableRefused("table_broken", line=reader.line_num) from None


def _names(cells: list[str]) -> list[str]:
    names = [_plain(cell) for cell in cells]
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise TableRefused("table_column_unknown", column=unknown[0][:60])
    for name, needed in COLUMNS.items():
        if names.count(name) > 1:
            raise TableRefused("table_column_twice", column=name)
        if needed and name not in names:
            raise TableRefused("table_column_missing", column=name)
    return names


def _row(number: int, names: list[str], cells: list[str]) -> Row:
    # A row may end early: spreadsheets leave empty cells at the end away.
    named = dict.fromkeys(COLUMNS, "") | dict(zip(names, cells, strict=False))
    named.pop("", None)
    spare = [cell for name, cell in zip(names, cells, strict=False) if not name]
    too_many = any(cells[len(names) :]) or any(spare)
    return Row(number, named, too_many)
