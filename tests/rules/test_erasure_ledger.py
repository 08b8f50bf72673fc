"""The ledger of erasures: each line follows the one before, and no crash makes it unreadable."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from backend.destruction.actions.ledger_file import (
    NAME,
    copy_ledger,
    note_erasure,
    read_ledger,
    write_ledger,
)
from backend.destruction.rules.ledger import LedgerBroken, goes_on_from

ON, UNTIL = date(2026, 11, 26), date(2027, 1, 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    for _ in range(4):
        note_erasure(path, uuid4(), ON, UNTIL)
    return path


def test_lines_are_read_as_they_were_written_and_are_nobody_elses(ledger: Path):
    found = read_ledger(ledger)
    assert [line.number for line in found] == [1, 2, 3, 4]
    assert (found[0].on, found[0].until) == (ON, UNTIL)
    assert ledger.stat().st_mode & 0o077 == 0


def test_a_case_stands_in_it_once(ledger: Path):
    known = read_ledger(ledger)[1]
    assert note_erasure(ledger, known.case_id, date(2027, 5, 5), UNTIL) == known
    assert len(read_ledger(ledger)) == 4


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_changed_line_is_named(ledger: Path, line: int):
    lines = ledger.read_text(encoding="ascii").splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace("2026-11-26", "2026-11-27")
    ledger.write_text("".join(lines), encoding="ascii")
    with pytest.raises(LedgerBroken) as broken:
        read_ledger(ledger)
    assert broken.value.args == (line,)


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_line_that_was_taken_out_is_noticed(ledger: Path, line: int):
    lines = ledger.read_text(encoding="ascii").splitlines(keepends=True)
    ledger.write_text("".join(lines[: line - 1] + lines[line:]), encoding="ascii")
    with pytest.raises(LedgerBroken):
        read_ledger(ledger)


def test_half_a_line_that_a_crash_left_is_overwritten(ledger: Path):
    with ledger.open("a", encoding="ascii") as file:
        file.write('{"number": 5, "case": "')
    assert len(read_ledger(ledger)) == 4
    new = note_erasure(ledger, UUID(int=5), ON, UNTIL)
    assert read_ledger(ledger)[-1] == new


def test_a_copy_follows_and_a_foreign_one_is_left_alone(ledger: Path, tmp_path: Path):
    folder, foreign = tmp_path / "backups", tmp_path / "foreign"
    for made in (folder, foreign):
        made.mkdir()
    assert copy_ledger(ledger, folder)
    note_erasure(ledger, uuid4(), ON, UNTIL)
    assert copy_ledger(ledger, folder)
    assert read_ledger(folder / NAME) == read_ledger(ledger)
    note_erasure(foreign / NAME, uuid4(), ON, UNTIL)
    assert not copy_ledger(ledger, foreign)
    assert len(read_ledger(foreign / NAME)) == 1


def test_one_ledger_goes_on_from_another_or_not(ledger: Path, tmp_path: Path):
    found = read_ledger(ledger)
    write_ledger(tmp_path / "copy", found[:2])
    assert goes_on_from(found, read_ledger(tmp_path / "copy"))
    assert not goes_on_from(found[:2], found)
    assert not goes_on_from(found[1:], found[:1])
