"""True counts of facts. What is counted by SQL gives the same values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from backend.reports.rules.approved import TableSpec
from backend.reports.rules.disclosure.folding import OTHER, rows_to_fold
from backend.reports.rules.disclosure.grids import Count, Grid, Place
from backend.reports.rules.disclosure.values import TOTAL
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.dimensions import ALWAYS_LISTED, ROWS_OF

#: One fact in one place, so often: place, complainant, weight.
Hit = tuple[Place, bytes, int]


def counted(facts: Iterable[Fact], spec: TableSpec, frame: Frame) -> Grid:
    """The table of a cohort with its totals; small rows put together where the spec says so."""
    hits = list(_hits(facts, spec, frame))
    if spec.fold:
        hits = _folded(hits, frame.approved.threshold(spec, frame.office.country).people)
    counts = _tally(hits)
    rows = _values(spec.dimensions[0], {place[0] for place in counts}, frame)
    columns: tuple[str, ...] = ("",)
    if len(spec.dimensions) > 1:
        columns = _values(spec.dimensions[1], {place[1] for place in counts}, frame)
    return Grid(rows, columns, counts)


def how_many(facts: Iterable[Fact]) -> Count:
    return _tally((("", ""), fact.complainant_key, 1) for fact in facts).get((TOTAL, ""), Count())


def by_update(facts: Iterable[Fact]) -> dict[str, Count]:
    """How many cases each model update answered; one case may be answered by several."""
    hits = (((name, ""), fact.complainant_key, 1) for fact in facts for name in set(fact.updates))
    return {place[0]: count for place, count in _tally(hits).items() if place[0] != TOTAL}


def _hits(facts: Iterable[Fact], spec: TableSpec, frame: Frame) -> Iterator[Hit]:
    first = ROWS_OF[spec.dimensions[0]]
    second = ROWS_OF[spec.dimensions[1]] if len(spec.dimensions) > 1 else None
    for fact in facts:
        columns = second(fact, frame) if second else (("", 1),)
        for row, weight in first(fact, frame):
            for column, times in columns:
                yield (row, column), fact.complainant_key, weight * times


def _tally(hits: Iterable[Hit]) -> dict[Place, Count]:
    people: defaultdict[Place, defaultdict[bytes, int]] = defaultdict(lambda: defaultdict(int))
    for place, person, weight in hits:
        for summed in _with_totals(place):
            people[summed][person] += weight
    return {
        place: Count(sum(each.values()), len(each), max(each.values()))
        for place, each in people.items()
    }


def _with_totals(place: Place) -> tuple[Place, ...]:
    row, column = place
    if not column:
        return place, (TOTAL, "")
    return place, (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)


def _folded(hits: list[Hit], people: int) -> list[Hit]:
    """Only of tables of one dimension, which the approved list's schema sees to."""
    counts = _tally(hits)
    total = counts.pop((TOTAL, ""), Count())
    fold = rows_to_fold({row: count for (row, _), count in counts.items()}, total, people)
    return [
        ((OTHER, "") if row in fold else (row, column), person, weight)
        for (row, column), person, weight in hits
    ]


def _values(dimension: str, found: set[str], frame: Frame) -> tuple[str, ...]:
    listed = frame.countries if dimension == "country" else ALWAYS_LISTED.get(dimension, ())
    rest = sorted(found - {*listed, TOTAL, OTHER})
    last = (OTHER,) if OTHER in found else ()
    return (*listed, *rest, *last)
