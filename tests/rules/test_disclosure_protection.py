"""What is hidden of a table of counts, on random tables and on the rules' own examples."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.reports.rules.disclosure.derived import Share, rounded, share_cell
from backend.reports.rules.disclosure.folding import OTHER, rows_to_fold
from backend.reports.rules.disclosure.grids import Count, Grid, Place, flat_grid
from backend.reports.rules.disclosure.protection import Statuses, Threshold, protect
from backend.reports.rules.disclosure.values import TOTAL, Cell

TEN = Threshold(10)
ROWS, COLUMNS = ("a", "b", "c", "d"), ("x", "y", "z")

#: Who complained where, and how often: places with complainants, a few of them many times.
people = st.integers(0, 40)
hits = st.lists(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS), people, st.integers(1, 3)),
    max_size=250,
)


def tallied(each: list[tuple[str, str, int, int]], *, flat: bool = False) -> Grid:
    cells: dict[Place, dict[int, int]] = {}
    for row, column, person, times in each:
        places = [(row, ""), (TOTAL, "")]
        if not flat:
            places = list(product((row, TOTAL), (column, TOTAL)))
        for place in places:
            cell = cells.setdefault(place, {})
            cell[person] = cell.get(person, 0) + times
    counts = {p: Count(sum(c.values()), len(c), max(c.values())) for p, c in cells.items()}
    return Grid(ROWS, ("",) if flat else COLUMNS, counts)


def one_line(**people_by_row: int) -> Grid:
    """One case each."""
    counts = {row: Count(n, n, min(n, 1)) for row, n in people_by_row.items()}
    total = sum(people_by_row.values())
    return flat_grid(counts, Count(total, total, min(total, 1)))


def hidden(statuses: Statuses) -> set[str]:
    return {row for (row, _), status in statuses.items() if status in {"s", "c"}}


@given(hits, st.sampled_from([10, 20]), st.booleans(), st.booleans())
def test_no_cell_is_published_of_fewer_people_than_the_threshold(
    each: list[tuple[str, str, int, int]], k: int, flat: bool, sensitive: bool
) -> None:
    grid = tallied(each, flat=flat)
    for place, status in protect(grid, Threshold(k, sensitive=sensitive)).items():
        cell = grid.count(place)
        if status == "r":
            assert cell.people >= k
            assert 2 * cell.top <= cell.cases
        assert status != "z" or cell.cases == 0


@given(hits, st.booleans(), st.sets(st.tuples(st.sampled_from((*ROWS, TOTAL)), st.just(""))))
def test_no_line_has_exactly_one_hidden_cell(
    each: list[tuple[str, str, int, int]], flat: bool, before: set[Place]
) -> None:
    grid = tallied(each, flat=flat)
    statuses = protect(grid, TEN, before)
    for line in grid.lines():
        inside = [p for p in line.parts if statuses[p] in {"s", "c"}]
        if statuses[line.total] in {"s", "c"}:
            assert inside, "the parts would add up to the hidden total"
        else:
            assert len(inside) != 1


@given(hits, st.booleans())
def test_what_a_line_hides_together_is_itself_of_enough_people(
    each: list[tuple[str, str, int, int]], flat: bool
) -> None:
    grid = tallied(each, flat=flat)
    statuses = protect(grid, TEN)
    who = {place: set() for place in grid.places()}
    for row, column, person, _ in each:
        for place in product((row, TOTAL), ("",) if flat else (column, TOTAL)):
            who[place].add(person)
    for line in grid.lines():
        inside = [p for p in line.parts if statuses[p] in {"s", "c"}]
        if inside and statuses[line.total] not in {"s", "c"}:
            assert len(set().union(*(who[p] for p in inside))) >= 10


@settings(max_examples=200)
@given(st.lists(st.one_of(st.integers(0, 14), st.integers(0, 60)), min_size=2, max_size=6))
def test_a_pencil_and_the_total_do_not_find_a_hidden_number(counts: list[int]) -> None:
    grid = one_line(**{f"r{n}": count for n, count in enumerate(counts)})
    statuses = protect(grid, TEN)
    gone = [p for p, status in statuses.items() if status in {"s", "c"}]
    if not gone or (TOTAL, "") in gone:
        return
    shown = [p for p in grid.places() if p not in gone and p[0] != TOTAL]
    # A rounded number stands for five; a published zero is one.
    least = sum(max(rounded(grid.count(p).cases) - 2, 0) for p in shown if grid.count(p).cases)
    left = rounded(sum(counts)) + 2 - least
    floors = {p: 10 if statuses[p] == "c" else 0 for p in gone}
    for place in gone:
        others = sum(floor for other, floor in floors.items() if other != place)
        most = min(left - others, 9 if statuses[place] == "s" else left)
        assert most - floors[place] >= 1, "only one value is possible"


def test_twelve_complaints_by_one_person_are_hidden() -> None:
    counts = {"a": Count(12, 1, 12), "b": Count(40, 40, 1), "c": Count(30, 30, 1)}
    statuses = protect(flat_grid(counts, Count(82, 71, 12)), TEN)
    assert statuses["a", ""] == "s"


def test_one_person_with_most_of_a_cell_hides_it_whoever_else_is_there() -> None:
    counts = {"a": Count(30, 12, 19), "b": Count(40, 40, 1), "c": Count(30, 30, 1)}
    statuses = protect(flat_grid(counts, Count(100, 82, 19)), TEN)
    assert statuses["a", ""] == "s"


def test_a_single_small_cell_takes_the_smallest_other_with_it() -> None:
    assert hidden(protect(one_line(a=4, b=50, c=12), TEN)) == {"a", "c"}


def test_enough_small_cells_protect_each_other() -> None:
    assert hidden(protect(one_line(a=6, b=50, c=7, d=30), TEN)) == {"a", "c"}


def test_small_cells_that_are_few_even_together_take_another_with_them() -> None:
    assert hidden(protect(one_line(a=2, b=50, c=3, d=30), TEN)) == {"a", "c", "d"}


def test_a_cell_hidden_before_stays_hidden_and_is_not_alone() -> None:
    grid = one_line(a=40, b=50, c=60)
    assert hidden(protect(grid, TEN)) == set()
    assert hidden(protect(grid, TEN, {("b", "")})) == {"a", "b"}


def test_small_cells_of_the_same_few_people_do_not_protect_each_other() -> None:
    counts = {
        "a": Count(5, 5, 1),
        "b": Count(5, 5, 1),
        "c": Count(50, 50, 1),
        "d": Count(60, 60, 1),
    }
    assert hidden(protect(flat_grid(counts, Count(120, 115, 2)), TEN)) == {"a", "b", "c"}


def test_parts_do_not_add_up_to_a_hidden_total() -> None:
    grid = one_line(a=40, b=50, c=60)
    assert hidden(protect(grid, TEN, {(TOTAL, "")})) == {"a", "b", TOTAL}


def test_a_zero_shows_only_where_it_does_not_say_that_everybody_is_elsewhere() -> None:
    assert protect(one_line(a=40, b=0, c=60), TEN)["b", ""] == "z"
    assert hidden(protect(one_line(a=40, b=0, c=0), TEN)) == {"a", "b", "c"}


def test_a_zero_of_a_sensitive_table_is_hidden() -> None:
    assert protect(one_line(a=40, b=0, c=60), Threshold(20, sensitive=True))["b", ""] == "s"


def test_an_impossible_cell_is_a_true_zero() -> None:
    grid = Grid(("a", "b"), ("",), {("a", ""): Count(4, 4, 1)}, frozenset({("b", "")}))
    assert protect(grid, TEN)["b", ""] == "z"


def test_a_strict_row_needs_more_people() -> None:
    threshold = Threshold(10, strict_people=20, strict_rows=frozenset({"a"}))
    assert protect(one_line(a=15, b=15, c=40), threshold)["a", ""] == "s"
    assert protect(one_line(a=40, b=15, c=40), threshold)["b", ""] == "r"


def test_totals_are_rounded_from_the_true_total() -> None:
    assert [rounded(n) for n in (12, 12, 24, 13, 0, 7)] == [10, 10, 25, 15, 0, 5]


def test_small_rows_are_put_together_before_anything_is_hidden() -> None:
    line = {"th": 90, "en": 40, "km": 6, "lo": 7}
    counts = {row: Count(n, n, 1) for row, n in line.items()}
    assert rows_to_fold(counts, Count(143, 143, 1), 10) == {"km", "lo"}
    fewer = {**counts, "lo": Count(1, 1, 1)}
    assert rows_to_fold(fewer, Count(137, 137, 1), 10) == {"km", "lo", "en"}
    assert OTHER not in counts


def test_a_single_row_for_everybody_is_not_named() -> None:
    assert rows_to_fold({"SE3": Count(90, 90, 1)}, Count(90, 90, 1), 10) == {"SE3"}


def test_a_percentage_needs_twice_the_people_and_enough_on_either_side() -> None:
    share = Share("a", ("a",))
    for a, b, status in ((10, 10, "r"), (9, 40, "c"), (10, 60, "r"), (60, 9, "c"), (10, 0, "c")):
        grid = one_line(a=a, b=b)
        assert share_cell(grid, protect(grid, TEN), share, TEN).status == status


def test_a_percentage_is_not_shown_where_few_people_are_in_the_rest() -> None:
    counts = {"a": Count(60, 30, 3), "b": Count(20, 10, 2)}
    grid = flat_grid(counts, Count(80, 19, 4))
    assert share_cell(grid, protect(grid, TEN), Share("a", ("a",)), TEN).status == "s"


def test_a_percentage_does_not_say_that_everybody_is_on_one_side() -> None:
    grid = one_line(met=30, missed=0, not_known=20)
    share = Share("met", ("met",), ("met", "missed"))
    assert share_cell(grid, protect(grid, TEN), share, TEN).status == "s"


def test_a_share_of_several_rows_is_not_shown_beside_hidden_ones() -> None:
    grid = one_line(a=40, b=30, c=6, d=7)
    statuses = protect(grid, TEN)
    assert share_cell(grid, statuses, Share("a_or_b", ("a", "b")), TEN).status == "c"
    assert share_cell(grid, statuses, Share("a", ("a",)), TEN).value == 48


def test_a_hidden_cell_can_hold_no_number() -> None:
    for status in ("s", "c", "n", "x"):
        with pytest.raises(ValueError, match="no number"):
            Cell(status, 3)
