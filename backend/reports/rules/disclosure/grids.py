"""True counts in rows and columns with their totals: what disclosure control works on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from backend.reports.rules.disclosure.values import TOTAL

#: (row, column); the column is empty in a table of one dimension.
Place = tuple[str, str]


class Count(NamedTuple):
    """``people`` are distinct complainants; ``top`` the most cases that one of them has here."""

    cases: int = 0
    people: int = 0
    top: int = 0


NOTHING = Count()


class Line(NamedTuple):
    """Places that add up to another place."""

    parts: tuple[Place, ...]
    total: Place


@dataclass(frozen=True)
class Grid:
    """``counts`` has the totals too, counted and not added: people stand in several cells.

    ``impossible`` are places that cannot have a case (structural zeros).
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[Place, Count]
    impossible: frozenset[Place] = field(default=frozenset())

    def count(self, place: Place) -> Count:
        return self.counts.get(place, NOTHING)

    @property
    def flat(self) -> bool:
        return self.columns == ("",)

    def places(self) -> Iterator[Place]:
        """Every place, totals last."""
        columns = self.columns if self.flat else (*self.columns, TOTAL)
        return ((row, column) for row in (*self.rows, TOTAL) for column in columns)

    def lines(self) -> Iterator[Line]:
        columns = self.columns if self.flat else (*self.columns, TOTAL)
        for column in columns:
            yield Line(tuple((row, column) for row in self.rows), (TOTAL, column))
        if not self.flat:
            for row in (*self.rows, TOTAL):
                yield Line(tuple((row, column) for column in self.columns), (row, TOTAL))


def flat_grid(counts: Mapping[str, Count], total: Count) -> Grid:
    """A table of one dimension."""
    places = {(row, ""): count for row, count in counts.items()} | {(TOTAL, ""): total}
    return Grid(tuple(counts), ("",), places)
