"""What is published: cells with their status, in rows of tables."""

from dataclasses import dataclass
from typing import Literal, get_args

#: Exact; small; hidden to protect another; true zero; rounded; not collected; not applicable.
Status = Literal["ok", "s", "c", "z", "r", "n", "x"]
STATUSES: tuple[Status, ...] = get_args(Status)
HIDDEN: frozenset[str] = frozenset({"s", "c"})
EMPTY: frozenset[str] = HIDDEN | {"n", "x"}
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Cell:
    """Whole numbers only. Without any number where the status says that there is none."""

    status: Status
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    lo: int | None = None
    hi: int | None = None

    def __post_init__(self) -> None:
        numbers = (self.value, self.numerator, self.denominator, self.lo, self.hi)
        if self.status not in STATUSES:
            raise ValueError(self.status)
        if self.status in EMPTY and any(number is not None for number in numbers):
            raise ValueError("a hidden or missing cell carries no number")
        if self.status not in EMPTY and self.value is None:
            raise ValueError("a published cell carries its value")

    @property
    def hidden(self) -> bool:
        return self.status in HIDDEN


@dataclass(frozen=True, slots=True)
class Row:
    """``dim2_value`` is empty in a table of one dimension."""

    dim1_value: str
    dim2_value: str
    unit: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """``dims`` names one or two dimensions; ``id`` is the table's name in the approved list."""

    id: str
    metric_id: str
    dims: tuple[str, ...]
    rows: tuple[Row, ...]

    def cell(self, dim1_value: str, unit: str, dim2_value: str = "") -> Cell | None:
        wanted = (dim1_value, dim2_value, unit)
        found = (r.cell for r in self.rows if (r.dim1_value, r.dim2_value, r.unit) == wanted)
        return next(found, None)


@dataclass(frozen=True, order=True, slots=True)
class CellKey:
    """One cell of one table, over the periods."""

    table: str
    row: str
    column: str = ""
