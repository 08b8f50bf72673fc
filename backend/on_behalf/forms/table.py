"""Many complaints from a table: every row is read, and every fault of every row is said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backend.errors import Fault, Unacceptable
from backend.grievances.rules.draft import UNKNOWN_SYSTEM
from backend.languages.locales import OURS
from backend.on_behalf.forms.entry import entry
from backend.on_behalf.rules.days import read_parts
from backend.on_behalf.rules.filing import Entry
from backend.on_behalf.rules.table import FIELD, LARGEST, Row, TableRefused, read_table
from backend.web.forms import Form

#: What the forms call it, and what the column is called.
_COLUMN_OF = {f"happened_{part}": "happened" for part in ("year", "month", "day")}
#: Chosen from codes; people write them with capitals.
_CODES = ("channel", "agreed", "danger", "affected", "system")
_TAGS = {tag.casefold(): tag for tag in OURS}


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one cell; the column is empty where it is the row as a whole."""

    row: int
    fault: Fault


class BadRows(Unacceptable):
    """Rows that cannot be filed as they are; nothing of the table is kept."""

    code = "bad_rows"

    def __init__(self, rows: list[RowFault]) -> None:
        super().__init__(Fault(FIELD, "bad_rows"))
        self.rows = rows


def uploaded(form: Form) -> bytes:
    """The file of the form as it was sent."""
    sent = form.files(FIELD)
    if not sent:
        raise TableRefused("table_missing")
    if sent[0].too_large or len(sent[0].content) > LARGEST:
        raise TableRefused("table_large", most=LARGEST // 1024 // 1024)
    return sent[0].content


def entries(content: bytes, today: date, systems: Collection[str]) -> tuple[Entry, ...]:
    """Every row as a complaint; BadRows names each that is none. ``systems``: the register."""
    taken: list[Entry] = []
    bad: list[RowFault] = []
    for row in read_table(content):
        form = _form(row)
        faults = _beside(row, form, systems)
        try:
            taken.append(entry(form, today).model_copy(update={"row": row.number}))
        except Unacceptable as refusal:
            faults += refusal.faults
        bad += [RowFault(row.number, fault) for fault in _once_a_column(faults)]
    if bad:
        raise BadRows(bad)
    return tuple(taken)


def _form(row: Row) -> Form:
    """As the form of one complaint would send it."""
    cells = dict(row.cells)
    for name in _CODES:
        cells[name] = cells[name].casefold()
    cells["country"] = cells["country"].upper()
    language = cells["person_language"]
    cells["person_language"] = _TAGS.get(language.casefold(), language)
    happened = cells.pop("happened")
    year, month, day = read_parts(happened) or (happened, "", "")
    cells |= {"happened_year": year, "happened_month": month, "happened_day": day}
    ways = [name for name in ("email", "phone") if cells[name]] or ["none"]
    return Form((*cells.items(), *(("contact_way", way) for way in ways)))


def _beside(row: Row, form: Form, systems: Collection[str]) -> list[Fault]:
    """What only a table gets wrong."""
    slug = form.text("system")
    faults = [Fault("", "too_many_cells")] if row.too_many else []
    if slug and slug != UNKNOWN_SYSTEM and slug not in systems:
        faults.append(Fault("system", "system_unknown"))
    return faults


def _once_a_column(faults: list[Fault]) -> list[Fault]:
    """The first fault of each column, by the column's name."""
    named = [Fault(_COLUMN_OF.get(f.field, f.field), f.code, f.facts) for f in faults]
    return list({fault.field: fault for fault in reversed(named)}.values())[::-1]
