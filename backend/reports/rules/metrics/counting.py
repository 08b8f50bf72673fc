"""True counts of the groups that SQL gives: cases, people, and the most of one person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from backend.reports.rules.approved import TableSpec
from backend.reports.rules.disclosure.folding import OTHER, rows_to_fold
from backend.reports.rules.disclosure.grids import Count, Grid, Place
from backend.reports.rules.disclosure.values import TOTAL
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.dimensions import ALWAYS_LISTED, DIMENSIONS, UPDATE
from backend.reports.rules.metrics.groups import Group, Key


class Standing(NamedTuple):
    """So many people, each of whom has so many cases in these places."""

    places: Counter[Place]
    people: int


def counted(groups: Iterable[Group], spec: TableSpec, frame: Frame) -> Grid:
    """The table of a cohort with its totals; small rows put together where the spec says so."""
    standing = [_standing(group, spec.dimensions, frame) for group in groups]
    if spec.fold:
        people = frame.approved.threshold(spec, frame.office.country).people
        standing = list(_folded(standing, people))
    counts = _tally(standing)
    rows = _values(spec.dimensions[0], {place[0] for place in counts}, frame)
    columns: tuple[str, ...] = ("",)
    if len(spec.dimensions) > 1:
        columns = _values(spec.dimensions[1], {place[1] for place in counts}, frame)
    return Grid(rows, columns, counts)


def how_many(groups: Iterable[Group]) -> Count:
    lines = [(len(group.keys), group.people) for group in groups]
    return Count(
        cases=sum(cases * people for cases, people in lines),
        people=sum(people for _, people in lines),
        top=max((cases for cases, _ in lines), default=0),
    )


def by_update(groups: Iterable[Group], frame: Frame) -> dict[str, Count]:
    """How many cases each model update answered; one case may be answered by several."""
    counts = _tally(_standing(group, (UPDATE,), frame) for group in groups)
    return {row: count for (row, _), count in counts.items() if row != TOTAL}


def _standing(group: Group, dimensions: Sequence[str], frame: Frame) -> Standing:
    places: Counter[Place] = Counter()
    for key in group.keys:
        for place, weight in _places(key, dimensions, frame):
            places[place] += weight
    return Standing(places, group.people)


def _places(key: Key, dimensions: Sequence[str], frame: Frame) -> Iterator[tuple[Place, int]]:
    first, *second = (DIMENSIONS[name] for name in dimensions)
    columns = second[0].rows(frame, *key[len(first.fields) :]) if second else (("", 1),)
    for row, weight in first.rows(frame, *key[: len(first.fields)]):
        for column, times in columns:
            yield (row, column), weight * times


def _tally(standing: Iterable[Standing]) -> dict[Place, Count]:
    counts: dict[Place, Count] = {}
    for places, people in standing:
        for place, cases in _with_totals(places).items():
            before = counts.get(place, Count())
            counts[place] = Count(
                before.cases + cases * people, before.people + people, max(before.top, cases)
            )
    return counts


def _with_totals(places: Counter[Place]) -> Counter[Place]:
    summed = Counter(places)
    for (row, column), cases in places.items():
        summed[TOTAL, TOTAL if column else ""] += cases
        if column:
            summed[row, TOTAL] += cases
            summed[TOTAL, column] += cases
    return summed


def _folded(standing: Sequence[Standing], people: int) -> Iterator[Standing]:
    """Only of tables of one dimension, which the approved list's schema sees to."""
    counts = _tally(standing)
    total = counts.pop((TOTAL, ""), Count())
    fold = rows_to_fold({row: count for (row, _), count in counts.items()}, total, people)
    for each in standing:
        places: Counter[Place] = Counter()
        for (row, column), cases in each.places.items():
            places[OTHER if row in fold else row, column] += cases
        yield Standing(places, each.people)


def _values(dimension: str, found: set[str], frame: Frame) -> tuple[str, ...]:
    listed = frame.countries if dimension == "country" else ALWAYS_LISTED.get(dimension, ())
    rest = sorted(found - {*listed, TOTAL, OTHER})
    last = (OTHER,) if OTHER in found else ()
    return (*listed, *rest, *last)
