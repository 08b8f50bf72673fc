"""What is known of a country: languages, clocks, helplines, where else one can turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

#: What a time limit is counted in; the schema of the files takes no other.
Unit = Literal["hours", "calendar_days", "working_days"]
ISO2 = ("BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN")


@dataclass(frozen=True)
class Helpline:
    """``number`` is dialled as it stands; ``serves``: emergency, child, crisis, complaints."""

    name: Mapping[str, str]
    number: str
    serves: str


@dataclass(frozen=True)
class Body:
    """Somewhere else to turn; ``kind`` is a code of the taxonomy's ``referral_to``."""

    kind: str
    name: Mapping[str, str]


@dataclass(frozen=True)
class Country:
    """``limits``: clock → (value, unit), where it departs from the portal's own.

    ``retention``: how a case ended → months that it is kept, likewise.
    ``flagged``: nothing is ever handed to an authority by itself, and figures are published by
    year only.
    """

    code: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    zone: str
    subdivisions: tuple[str, ...]
    limits: Mapping[str, tuple[int, Unit]]
    legal_limit: tuple[int, Unit] | None
    retention: Mapping[str, int]
    helplines: tuple[Helpline, ...]
    bodies: tuple[Body, ...]
    flagged: bool


def read_country(data: Mapping[str, Any]) -> Country:
    """Of data that the schema has accepted."""
    return Country(
        code=data["country"],
        names=data["names"],
        languages=tuple(data["languages"]),
        zone=data["time_zone"],
        subdivisions=tuple(data.get("subdivisions", ())),
        limits={name: _limit(limit) for name, limit in data.get("clocks", {}).items()},
        legal_limit=_limit(data["legal_limit"]) if data.get("legal_limit") else None,
        retention=data.get("retention", {}),
        helplines=tuple(Helpline(h["name"], h["number"], h["serves"]) for h in data["helplines"]),
        bodies=tuple(Body(b["kind"], b["name"]) for b in data.get("bodies", ())),
        flagged=data.get("flagged", False),
    )


def _limit(data: Mapping[str, Any]) -> tuple[int, Unit]:
    return data["value"], data["unit"]


def helplines_for(country: Country, danger: str) -> list[Helpline]:
    """All of them; where a child is in danger those for children come first."""
    first = "child" if danger == "child" else "emergency"
    return sorted(country.helplines, key=lambda line: line.serves != first)
