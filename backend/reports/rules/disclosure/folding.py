"""Putting small rows together before anything is hidden ("other languages")."""

from collections.abc import Mapping

from backend.reports.rules.disclosure.grids import Count
from backend.reports.rules.disclosure.protection import releasable

OTHER = "other"


def rows_to_fold(counts: Mapping[str, Count], total: Count, people: int) -> frozenset[str]:
    """The rows that go into ``other``: the small ones, and the next one while they are too few."""
    small = {row for row, count in counts.items() if not releasable(count, people)}
    large = sorted(counts.keys() - small, key=lambda row: (counts[row].cases, row))
    if small and not _enough(counts, total, small, people):
        small.update(large[:1])
    if len(counts.keys() - small) + bool(small) < 2:  # noqa: PLR2004 - one row for everybody
        # It would say that every complainant has the same code.
        return frozenset(counts)
    return frozenset(small)


def _enough(counts: Mapping[str, Count], total: Count, rows: set[str], people: int) -> bool:
    """Small rows may share people, so they are taken to hold no more than they surely do."""
    elsewhere = sum(count.people for row, count in counts.items() if row not in rows)
    together = Count(
        cases=sum(counts[row].cases for row in rows),
        people=max(total.people - elsewhere, *(counts[row].people for row in rows)),
        top=max(counts[row].top for row in rows),
    )
    return releasable(together, people)
