"""How many months a closed case is kept, by how it ended and in which country."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Retention:
    """``months``: how a case ended → months; ``countries``: what departs from that in one."""

    months: Mapping[str, int]
    countries: Mapping[str, Mapping[str, int]]

    def months_for(self, country: str, ended_as: str) -> int:
        """The country's own rule first: for that end, then for any other."""
        departs = self.countries.get(country, {})
        for rules, name in (
            (departs, ended_as),
            (self.months, ended_as) if OTHERWISE not in departs else (departs, OTHERWISE),
        ):
            if name in rules:
                return rules[name]
        return self.months[OTHERWISE]

    def shortest(self) -> int:
        return min(
            [*self.months.values(), *(m for c in self.countries.values() for m in c.values())]
        )


@dataclass(frozen=True)
class AtItsEnd:
    """A case whose time is over. ``held``: by a legal hold, so that it stays all the same."""

    case_id: UUID
    handler_id: UUID
    reference: str
    ended_as: str
    closed_on: date
    kept_until: date
    held: bool
    asked: bool
