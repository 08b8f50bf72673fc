"""Facts in groups: what a report looks at of them, and how many people have the same."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

#: Of one case the values of some fields, in their order.
Key = tuple[Any, ...]


class Cut(NamedTuple):
    """The facts of a cohort, told apart by these fields and by nothing else."""

    cohort: str
    fields: tuple[str, ...] = ()


class Group(NamedTuple):
    """So many people, each of whom has one case for every key."""

    keys: Sequence[Key]
    people: int


#: All that a report counts. By how many people have the same, never by who they are.
Groups = Mapping[Cut, Sequence[Group]]


class Counted(NamedTuple):
    """``input_hash`` is of the facts with their secret keys: small counts could be guessed back."""

    groups: Groups
    input_hash: str
