"""Which cells of a table are hidden: too few people, one person, or to protect another cell.

Every line of cells that add up (a row, a column, the totals) is looked at as somebody with a
pencil would: what is missing is the total less what is shown. So a line never has exactly one
hidden cell, and what its hidden cells hold together must be publishable itself.
"""

from collections.abc import Collection
from dataclasses import dataclass

from backend.reports.rules.disclosure.grids import Count, Grid, Line, Place
from backend.reports.rules.disclosure.values import Status

#: Changes when what is hidden of the same counts changes.
RULE_VERSION = "1"


@dataclass(frozen=True)
class Threshold:
    """Fewest distinct people behind a published count; more for some rows."""

    people: int
    sensitive: bool = False
    strict_people: int = 0
    strict_rows: frozenset[str] = frozenset()

    def at(self, place: Place) -> int:
        strict = place[0] in self.strict_rows or place[1] in self.strict_rows
        return max(self.people, self.strict_people) if strict else self.people


Statuses = dict[Place, Status]


def protect(grid: Grid, threshold: Threshold, before: Collection[Place] = ()) -> Statuses:
    """The status of every place. ``before``: places hidden in an earlier period stay hidden."""
    statuses = {place: _alone(grid, threshold, place) for place in grid.places()}
    for place in before:
        if statuses.get(place) in {"r", "z"} and place not in grid.impossible:
            statuses[place] = "c"
    while found := _next_to_hide(grid, threshold, statuses):
        statuses[found] = "c"
    return statuses


def releasable(count: Count, people: int) -> bool:
    """Enough distinct people, and none of them with more than half of the cases."""
    return count.people >= people and 2 * count.top <= count.cases


def _alone(grid: Grid, threshold: Threshold, place: Place) -> Status:
    if place in grid.impossible:
        return "z"
    if grid.count(place).cases == 0:
        return "z" if _zero_may_show(grid, threshold, place) else "s"
    return "r" if releasable(grid.count(place), threshold.at(place)) else "s"


def _zero_may_show(grid: Grid, threshold: Threshold, place: Place) -> bool:
    """Not where it would say that everybody in a line is in one and the same cell."""
    if threshold.sensitive:
        return False
    lines = [line for line in grid.lines() if place in line.parts or place == line.total]
    return all(
        grid.count(line.total).people >= threshold.at(place)
        and sum(grid.count(part).cases > 0 for part in line.parts) > 1
        for line in lines
    )


def _next_to_hide(grid: Grid, threshold: Threshold, statuses: Statuses) -> Place | None:
    for line in grid.lines():
        if _exposed(grid, threshold, statuses, line):
            place = _cheapest(grid, statuses, line)
            if place is not None:
                return place
    return None


def _exposed(grid: Grid, threshold: Threshold, statuses: Statuses, line: Line) -> bool:
    """Whether what is shown of a line tells too much about what is not."""
    inside = [part for part in line.parts if _hidden(statuses, part)]
    if not inside:
        return _hidden(statuses, line.total)
    if len(inside) == 1:
        return True
    if _hidden(statuses, line.total):
        return False
    shown = [part for part in line.parts if part not in inside]
    together = _together(grid, inside, shown, line.total)
    return not releasable(together, max(map(threshold.at, inside)))


def _together(grid: Grid, inside: list[Place], shown: list[Place], total: Place) -> Count:
    """The hidden cells as one. Their people are at least this many: some are in several cells."""
    counts = [grid.count(place) for place in inside]
    remaining = grid.count(total).people - sum(grid.count(place).people for place in shown)
    return Count(
        cases=sum(count.cases for count in counts),
        people=max(remaining, *(count.people for count in counts)),
        top=max(count.top for count in counts),
    )


def _cheapest(grid: Grid, statuses: Statuses, line: Line) -> Place | None:
    """The smallest cell that holds anybody, else the total."""
    shown = [part for part in line.parts if statuses[part] == "r"]
    if shown:
        return min(shown, key=lambda part: (grid.count(part).cases, part))
    return None if _hidden(statuses, line.total) else line.total


def _hidden(statuses: Statuses, place: Place) -> bool:
    return statuses[place] in {"s", "c"}
