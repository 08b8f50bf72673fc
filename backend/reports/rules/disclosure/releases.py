"""What is kept of every release: its input, its rules, what was hidden, who approved it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from backend.reports.rules.disclosure.values import CellKey
from backend.reports.rules.periods import Period, read_period

#: For so many periods a cell stays hidden.
MEMORY = 4


@dataclass(frozen=True, order=True, slots=True)
class HiddenCell:
    """``held``: hidden only because it was hidden before."""

    table: str
    row: str
    column: str
    held: bool

    @property
    def key(self) -> CellKey:
        return CellKey(self.table, self.row, self.column)


@dataclass(frozen=True)
class Release:
    """``input_hash`` is of the facts; ``approver`` the id of the person who published.

    ``pattern_hash`` is of the cells that earlier releases kept hidden when it was counted.
    """

    period: str
    input_hash: str
    figures_hash: str
    rule_version: str
    hidden: tuple[HiddenCell, ...]
    approver: str | None = None
    pattern_hash: str = ""

    def approved_by(self, approver: str) -> "Release":
        return replace(self, approver=approver)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "hidden": [asdict(cell) for cell in self.hidden]}


def read_release(data: dict[str, Any]) -> Release:
    return Release(**{**data, "hidden": tuple(HiddenCell(**cell) for cell in data["hidden"])})


def carried(releases: Iterable[Release], period: Period) -> frozenset[CellKey]:
    """The cells that stay hidden now: those of this period's and the last four's releases.

    A cell that was itself only held does not hold again, or nothing hidden would ever return.
    """
    return frozenset(
        cell.key
        for release in releases
        if period.later(-MEMORY) <= read_period(release.period) <= period
        for cell in release.hidden
        if not cell.held or release.period == str(period)
    )


def hash_of_pattern(hidden: Iterable[CellKey]) -> str:
    lines = sorted(f"{cell.table}|{cell.row}|{cell.column}" for cell in hidden)
    return sha256("\n".join(lines).encode()).hexdigest()


def correctable(changed_cases: int, people: int, *, next_is_out: bool) -> bool:
    """A table is published again only if enough changed, or after the next regular release."""
    return next_is_out or changed_cases >= people
