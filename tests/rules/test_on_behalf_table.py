"""Tables as spreadsheets save them, days as people write them, and each fault by row and column."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import Unacceptable
from backend.on_behalf.forms import BadRows, entries
from backend.on_behalf.rules.days import read_day, read_parts
from backend.on_behalf.rules.table import COLUMNS, MOST_ROWS, TableRefused, read_table
from tests.factories.on_behalf import a_row, a_table

pytestmark = pytest.mark.battery("T12")
TODAY = date.today()  # noqa: DTZ011  the day of the rows
ACCOUNT = 'Number 1: the "machine" said no;\nnobody, looked.'


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-09", date(2026, 3, 9)), ("9/3/2026", date(2026, 3, 9)),
        ("09.03.2026", date(2026, 3, 9)), ("๙/๓/๒๕๖๙", date(2026, 3, 9)),
        ("၂၀၂၆-၀၃-၀၉", date(2026, 3, 9)), ("09/03/2569", date(2026, 3, 9)),
        ("2026-03-09 00:00:00", date(2026, 3, 9)), (" 9-3-2026 ", date(2026, 3, 9)),
        ("3/2026", None), ("2026-02-30", None), ("31/31/2026", None), ("yesterday", None),
        ("", None), ("9/3/26", None), ("46000", None), ("²026-03-09", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed: str, day: date | None):
    assert read_day(typed) == day


def test_when_something_happened_may_be_a_year_or_a_month():
    assert read_parts("2026") == ("2026", "", "")
    assert read_parts("03/2569") == ("2026", "03", "")
    assert read_parts("2026-03") == ("2026", "03", "")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_however_it_was_saved(separator: str, encoding: str, line_end: str):
    text = a_table([a_row(1), a_row(2)], separator).decode("utf-8-sig")
    saved = text.replace("\r\n", "\n").replace("\n", line_end).encode(encoding)
    taken = entries(saved, TODAY, set())
    assert [entry.row for entry in taken] == [2, 3]
    assert taken[0].contents.account == ACCOUNT
    assert taken[0].received_on == TODAY


def test_what_excel_adds_is_no_content():
    lines = a_table([a_row(1), a_row(2)], ";").decode("utf-8-sig")
    named, rest = lines.split("\r\n", 1)
    shouted = "sep=;\r\n" + named.upper().replace("_", " ") + ";;\r\n;;;\r\n" + rest + ";;;;\r\n"
    taken = entries(shouted.encode("utf-8-sig"), TODAY, set())
    assert [entry.row for entry in taken] == [3, 4]


def test_a_line_end_of_another_kind_within_a_cell_divides_nothing():
    rows = [a_row(1, account="one\u2028two")]
    (row,) = read_table(a_table(rows))
    assert row.cells["account"] == "one\u2028two"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_empty"), (b"\xff\xfe\x00", "table_no_utf8"),
        ("สวัสดี".encode("cp874"), "table_no_utf8"), (b"a\0b", "table_no_utf8"),
        (b"name,phone\n1,2", "table_column_missing"),
        (",".join([*COLUMNS, "secret"]).encode(), "table_column_unknown"),
        (",".join([*COLUMNS, "name"]).encode(), "table_column_twice"),
        (",".join(COLUMNS).encode() + b"\n,,,\n", "table_empty"),
        (",".join(COLUMNS).encode() + b'\n"never closed,1\n', "table_broken"),
        (",".join(COLUMNS).encode() + b"\n" + b"x\n" * (MOST_ROWS + 1), "table_long"),
        (",".join(COLUMNS).encode() + b'\n"' + b"x\n" * 200_000, "table_broken"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_with_the_reason(content: bytes, code: str):
    with pytest.raises(TableRefused) as refusal:
        read_table(content)
    assert [fault.code for fault in refusal.value.faults] == [code]


BAD = {
    "received_on": (f"{TODAY + timedelta(days=1):%Y-%m-%d}", "date_future"),
    "channel": ("web", "not_a_choice"),
    "agreed": ("", "missing"),
    "person_language": ("English", "not_a_choice"),
    "country": ("DE", "country_missing"),
    "account": (" \u200b ", "account_missing"),
    "system": ("no-such-system", "system_unknown"),
    "happened": ("last year", "date_incomplete"),
    "danger": ("maybe", "not_a_choice"),
    "affected": ("my dog", "not_a_choice"),
    "email": ("nobody", "email_unusable"),
    "phone": ("6.68E+10", "phone_unusable"),
}


def test_every_fault_of_every_row_is_said_by_row_and_column():
    rows = [a_row(n, **{column: BAD[column][0]}) for n, column in enumerate(BAD)]
    with pytest.raises(BadRows) as refusal:
        entries(a_table([a_row(0), *rows, a_row(0)]), TODAY, {"a-system"})
    found = [(bad.row, bad.fault.field, bad.fault.code) for bad in refusal.value.rows]
    assert found == [(n, column, BAD[column][1]) for n, column in enumerate(BAD, 3)]


def test_a_day_that_is_over_a_year_ago_is_refused_and_one_year_is_not():
    for days, fits in ((365, True), (366, False)):
        row = a_row(1, received_on=f"{TODAY - timedelta(days=days):%d/%m/%Y}")
        if fits:
            assert entries(a_table([row]), TODAY, set())
            continue
        with pytest.raises(BadRows) as refusal:
            entries(a_table([row]), TODAY, set())
        assert refusal.value.rows[0].fault.code == "received_long_ago"


def test_a_cell_of_any_length_is_named_by_its_row():
    """Python's reader gives up at 131,072 characters and names no row."""
    rows = [a_row(1), a_row(2, account="x" * 200_000)]
    with pytest.raises(BadRows) as refusal:
        entries(a_table(rows), TODAY, set())
    (bad,) = refusal.value.rows
    assert (bad.row, bad.fault.field, bad.fault.code) == (3, "account", "too_long")


def test_a_cell_without_a_column_is_said():
    content = a_table([a_row(1)]).rstrip() + b",too,many\r\n"
    with pytest.raises(BadRows) as refusal:
        entries(content, TODAY, set())
    assert [(bad.fault.field, bad.fault.code) for bad in refusal.value.rows] == [
        ("", "too_many_cells")
    ]


HEADER = ";".join(COLUMNS)


TEXTS = st.text(max_size=200).map(lambda text: text.encode(errors="replace"))
UPLOADS = st.binary(max_size=200) | TEXTS


@given(UPLOADS)
def test_whatever_is_uploaded_is_read_or_refused_in_words(content: bytes):
    for uploaded in (content, f"{HEADER}\n".encode() + content):
        with contextlib.suppress(Unacceptable):
            entries(uploaded, TODAY, set())


@given(st.lists(st.text(max_size=30), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_whatever_stands_in_cells_is_a_complaint_or_a_fault_of_its_row(cells: list[str]):
    row = dict(zip(COLUMNS, cells, strict=True))
    full = dict.fromkeys(COLUMNS, "") | a_row(0)
    found, taken = set(), 1
    try:
        taken = len(entries(a_table([full, row]), TODAY, set()))
    except BadRows as refusal:
        found = {(bad.row, bad.fault.field) for bad in refusal.rows}
    except TableRefused:
        return
    assert taken <= 2
    assert found <= {(3, column) for column in (*COLUMNS, "")}


@pytest.mark.parametrize("written", ["zh-hans", "ZH-HANS", " zh-Hans "])
def test_capitals_of_a_code_do_not_matter(written: str):
    row = a_row(1, person_language=written, country="th", channel="PAPER", agreed="Signed")
    (entry,) = entries(a_table([row]), TODAY, set())
    assert (entry.locale, entry.contents.country, entry.channel) == ("zh-Hans", "TH", "paper")


def test_a_row_that_ends_early_has_empty_cells_at_its_end():
    short = f"{HEADER}\n{TODAY};paper;signed;th;TH;It said no.\n"
    (entry,) = entries(short.encode(), TODAY, set())
    assert (entry.contents.account, entry.contents.danger) == ("It said no.", "no")
    with pytest.raises(BadRows) as refusal:
        entries(f"{HEADER}\n{TODAY}\n".encode(), TODAY, set())
    assert len(refusal.value.rows) == 5


def test_every_way_to_reach_a_person_is_kept_and_a_name_alone_too():
    both = {"name": "Mali", "email": "mali@example.org", "phone": "+66 2 555 0100"}
    content = a_table([a_row(1, **both), a_row(2, **both | {"email": "", "phone": ""})])
    first, second = (entry.contents for entry in entries(content, TODAY, set()))
    assert (first.contact_way, first.email, first.phone) == ("email", *list(both.values())[1:])
    assert (second.contact_way, second.name, second.phone) == ("none", "Mali", "")
