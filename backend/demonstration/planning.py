"""When each complaint was filed, and where it stands today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from backend.cases.rules.stages import Stage
from backend.demonstration.reading import data

MONTHS = 9
#: How many days ago cases at a stage were filed: on time, and late. New ones came this morning: of
#: one working day to acknowledge them, what came yesterday has none left in the evening.
SINCE = {
    Stage.RECEIVED: ((0, 0.12), (6, 12)),
    Stage.ACKNOWLEDGED: ((0, 2), (9, 15)),
    Stage.IN_ASSESSMENT: ((4, 40), (95, 120)),
    Stage.AWAITING_COMPLAINANT: ((6, 45), (60, 90)),
    Stage.AWAITING_ORGANISATION: ((7, 18), (45, 80)),
    Stage.IN_INVESTIGATION: ((20, 70), (95, 130)),
    Stage.PROPOSED_RESPONSE: ((30, 75), (95, 120)),
    Stage.DECIDED: ((35, 60), (35, 60)),
    Stage.REMEDY_PENDING: ((45, 70), (110, 150)),
    Stage.REOPENED: ((60, 75), (120, 150)),
}


@dataclass(frozen=True)
class Planned:
    """``seed`` makes the rest of this case the same each time."""

    number: int
    filed_at: datetime
    stage: Stage
    late: bool
    at: datetime

    def moments(self, count: int) -> list[datetime]:
        """Times of ``count`` steps after filing, in order, before now."""
        span = (self.at - self.filed_at) * 0.85
        if not self.stage.value.startswith(("received", "acknowledged")):
            span = min(span, timedelta(days=50))
        return [self.filed_at + span * (n / count) for n in range(1, count + 1)]


def plan(entries: list[dict[str, Any]], at: datetime) -> Iterator[tuple[dict[str, Any], Planned]]:
    """The same for the same day: the random numbers have a fixed seed."""
    chance = Random(11)  # noqa: S311  a plan, no secret
    for number, entry in enumerate(entries):
        stage = Stage.REFERRED if entry.get("not_ai") else _stage(chance)
        late = chance.random() < data("plan")["stages"][stage.value]["late"]
        days = _days_ago(stage, chance, late=late)
        yield entry, Planned(number, at - timedelta(days=days, hours=3), stage, late, at)


def _stage(chance: Random) -> Stage:
    shares = {name: rule["share"] for name, rule in data("plan")["stages"].items()}
    return Stage(chance.choices(list(shares), list(shares.values()))[0])


def _days_ago(stage: Stage, chance: Random, *, late: bool) -> float:
    if stage in SINCE:
        first, last = SINCE[stage][late]
        return chance.uniform(first, last)
    weights = list(accumulate(data("plan")["months"]["newest_first"]))
    month = chance.choices(range(MONTHS), cum_weights=weights)[0]
    return 20 + 30 * month + chance.uniform(0, 28)
