"""Numbers made of counts: rounding, shares, and when a share would tell too much."""

from math import sqrt
from typing import NamedTuple

from backend.reports.rules.disclosure.grids import Count, Grid, Place
from backend.reports.rules.disclosure.protection import Statuses, Threshold
from backend.reports.rules.disclosure.values import TOTAL, Cell, Status

BASE = 5
#: Of the normal distribution, for an interval of 95 %.
_Z = 1.959964


class Share(NamedTuple):
    """``rows`` of a table as a share of ``of``; an empty ``of`` is the table's total."""

    name: str
    rows: tuple[str, ...]
    of: tuple[str, ...] = ()


def rounded(count: int) -> int:
    """To the nearest multiple of five. A total is rounded from the true total."""
    return (count + BASE // 2) // BASE * BASE


def count_cell(count: int, status: Status) -> Cell:
    if status == "r":
        return Cell("r", rounded(count))
    return Cell("z", 0) if status == "z" else Cell(status)


def share_cell(grid: Grid, statuses: Statuses, share: Share, threshold: Threshold) -> Cell:
    """A whole per cent with its interval, of a table of one dimension."""
    if _shows_hidden(grid, statuses, share):
        return Cell("c")
    part = [grid.count((row, "")) for row in share.rows]
    n, d = sum(count.cases for count in part), _denominator(grid, share)
    if d.cases == 0:
        return Cell("x")
    strictest = max(threshold.at((row, "")) for row in (*share.rows, *share.of, TOTAL))
    most = max(count.people for count in part)
    if d.people < 2 * strictest or min(most, _people_of_rest(grid, share, d)) < strictest:
        return Cell("s")
    return percent_cell(n, d.cases)


def percent_cell(n: int, d: int) -> Cell:
    """Rounded; the interval is taken of the rounded counts, so it tells nothing more."""
    value = (200 * n + d) // (2 * d)
    lo, hi = wilson(rounded(n), rounded(d))
    return Cell("r", value, rounded(n), rounded(d), min(lo, value), max(hi, value))


def wilson(n: int, d: int) -> tuple[int, int]:
    """The 95 % interval of n out of d by Wilson's score, in whole per cent, outwards."""
    if d == 0:
        return 0, 100
    p, z2 = min(n / d, 1.0), _Z * _Z
    middle = p + z2 / (2 * d)
    reach = _Z * sqrt(p * (1 - p) / d + z2 / (4 * d * d))
    scale = 100 / (1 + z2 / d)
    return max(0, int((middle - reach) * scale)), min(100, -int(-(middle + reach) * scale // 1))


def _shows_hidden(grid: Grid, statuses: Statuses, share: Share) -> bool:
    """Several rows together are compared with others, so then none may be hidden."""
    if len(share.rows) > 1 or share.of:
        needed: list[Place] = [(row, "") for row in (*grid.rows, TOTAL)]
    else:
        needed = [(share.rows[0], ""), (TOTAL, "")]
    return any(statuses[place] in {"s", "c"} for place in needed)


def _denominator(grid: Grid, share: Share) -> Count:
    total = grid.count((TOTAL, ""))
    if not share.of:
        return total
    inside = [grid.count((row, "")) for row in share.of]
    outside = [grid.count((row, "")).people for row in grid.rows if row not in share.of]
    people = max(total.people - sum(outside), *(count.people for count in inside))
    return Count(sum(count.cases for count in inside), people)


def _people_of_rest(grid: Grid, share: Share, d: Count) -> int:
    """At least so many people stand in the denominator only."""
    among = share.of or grid.rows
    others = [grid.count((row, "")).people for row in among if row not in share.rows]
    inside = sum(grid.count((row, "")).people for row in share.rows)
    return max([d.people - inside, *others], default=0)
