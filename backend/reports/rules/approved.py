"""The fixed list of tables that a report may have, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.reports.rules.disclosure.derived import Share
from backend.reports.rules.disclosure.protection import Threshold


@dataclass(frozen=True)
class TableSpec:
    """``kind``: counts, flow, times, assessments, oversight.

    Only a table of counts has the rest. ``cohort``: which cases (received, open, decided);
    ``fold``: small rows are put together; ``per_person``: people are published beside cases.
    """

    id: str
    metric: str
    kind: str
    dimensions: tuple[str, ...]
    cohort: str = ""
    sensitive: bool = False
    fold: bool = False
    per_person: bool = False
    unit: str = "cases"
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Approved:
    """``withheld_countries`` are in no table and no total; ``flagged_countries`` need more people.

    ``people`` is the threshold k, ``strict_people`` that of sensitive tables, ``people_for_p90``
    the number behind a ninetieth percentile.
    """

    definition_version: str
    people: int
    strict_people: int
    people_for_p90: int
    withheld_countries: frozenset[str]
    flagged_countries: frozenset[str]
    tables: tuple[TableSpec, ...]

    def threshold(self, spec: TableSpec, office_country: str) -> Threshold:
        strict = spec.sensitive or office_country in self.flagged_countries
        return Threshold(
            people=self.strict_people if strict else self.people,
            sensitive=spec.sensitive,
            strict_people=self.strict_people,
            strict_rows=self.flagged_countries if "country" in spec.dimensions else frozenset(),
        )


def read_approved(data: Mapping[str, Any]) -> Approved:
    """Of data that the schema has accepted."""
    return Approved(
        definition_version=data["definition_version"],
        people=data["people"],
        strict_people=data["strict_people"],
        people_for_p90=data["people_for_p90"],
        withheld_countries=frozenset(data["withheld_countries"]),
        flagged_countries=frozenset(data["flagged_countries"]),
        tables=tuple(_spec(entry) for entry in data["tables"]),
    )


def _spec(entry: Mapping[str, Any]) -> TableSpec:
    shares = tuple(
        Share(share["name"], tuple(share["rows"]), tuple(share.get("of", ())))
        for share in entry.get("shares", ())
    )
    plain = {key: value for key, value in entry.items() if key not in {"dimensions", "shares"}}
    return TableSpec(**plain, dimensions=tuple(entry["dimensions"]), shares=shares)
