"""Severity by five factors, never below the floor of the subtype."""

from dataclasses import dataclass
from typing import Literal

WORST = 5
#: Whoever is on call hears of these at once.
URGENT = ("S4", "S5")
MANY = ("101-10000", ">10000")


@dataclass(frozen=True)
class Factors:
    """As workflows/taxonomy.yaml names them; ``harm`` from 0 to 5."""

    harm: int
    reversibility: Literal["easy", "hard", "none"]
    scale_people: Literal["1", "2-10", "11-100", "101-10000", ">10000"]
    ongoing: Literal["no", "yes", "unknown"]
    vulnerability: Literal["none", "one", "several"]


def severity(factors: Factors, floor: str) -> str:
    """``S0`` to ``S5``."""
    level = max(int(floor[1]), factors.harm)
    if factors.reversibility == "none" or (
        factors.ongoing == "yes" and factors.vulnerability != "none"
    ):
        level += 1
    if factors.scale_people in MANY:
        level += 1
    return f"S{min(level, WORST)}"
