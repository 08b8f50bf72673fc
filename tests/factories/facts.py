"""Facts counted one by one, in plain Python: what SQL gives in groups, for tests without it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from backend.reports.rules.composing import cuts_of
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame
from backend.reports.rules.metrics.groups import Counted, Cut, Group
from tests.factories.reports import QUARTER, a_fact


def counted_of(facts: Iterable[Fact], frame: Frame, *more: Cut) -> Counted:
    """As ``counted_facts`` gives it; ``more`` are cuts of no table."""
    inside = [fact for fact in facts if _counts(fact, frame)]
    groups = {cut: groups_of(inside, cut, frame) for cut in (*cuts_of(frame.approved), *more)}
    lines = sorted(map(repr, inside))
    return Counted(groups, sha256("\n".join(lines).encode()).hexdigest())


def groups_of(facts: Iterable[Fact], cut: Cut, frame: Frame) -> list[Group]:
    people: defaultdict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
    for fact in facts:
        if COHORTS[cut.cohort](fact, frame):
            people[fact.complainant_key].append(tuple(_field(fact, name) for name in cut.fields))
    alike = Counter(tuple(sorted(keys, key=repr)) for keys in people.values())
    return [Group(keys, how_many) for keys, how_many in alike.items()]


def decided_on(fact: Fact) -> date | None:
    if fact.t5_hours is not None:
        return fact.received_on + timedelta(hours=fact.t5_hours)
    return fact.closed_on


def _counts(fact: Fact, frame: Frame) -> bool:
    withheld = fact.country in frame.approved.withheld_countries
    return (
        fact.office_id == frame.office.id
        and not withheld
        and fact.outcome != "duplicate"
        and fact.received_on <= frame.as_of
    )


def _received(fact: Fact, frame: Frame) -> bool:
    return frame.period.has(fact.received_on)


def _open(fact: Fact, frame: Frame) -> bool:
    still = fact.closed_on is None or fact.closed_on > frame.end
    return fact.received_on <= frame.end and still


COHORTS: dict[str, Callable[[Fact, Frame], bool]] = {
    "received": _received,
    "received_decided": lambda f, frame: _received(f, frame) and f.t5_hours is not None,
    "received_undecided": lambda f, frame: _received(f, frame) and f.t5_hours is None,
    "open": _open,
    "closed": lambda f, frame: frame.period.has(f.closed_on),
    "decided": lambda f, frame: f.outcome is not None and frame.period.has(decided_on(f)),
    "answered": lambda f, _: bool(f.updates),
}


def _field(fact: Fact, name: str) -> object:
    stage, _, what = name.partition("_")
    if name == "open_since":
        return fact.received_on if fact.closed_on is None else None
    if name == "updates":
        return " ".join(fact.updates)
    if what not in {"since", "until"}:
        return getattr(fact, name)
    if None not in (getattr(fact, f"{stage}_hours"), getattr(fact, f"{stage}_days")):
        return None
    if what == "until":
        return fact.closed_on
    return decided_on(fact) if stage == "t6" else fact.received_on


def a_life(dice: Random, office_id: UUID) -> Fact:
    """A complaint of about two years, anything of which may be so or otherwise."""
    received = QUARTER.first + timedelta(days=dice.randrange(-600, 150))
    fact = a_fact(
        office_id=dice.choice([office_id] * 9 + [UUID(int=9)]),
        received_on=received,
        country=dice.choice(["TH", "TH", "TH", "LA", "MM"]),
        closed_on=dice.choice([None, received + timedelta(days=dice.randrange(300))]),
        outcome=dice.choice([None, "upheld", "withdrawn", "duplicate"]),
        category=dice.choice([None, "D", "T", "B"]),
        language=dice.choice(["th", "th", "lo"]),
        language_read=dice.choice([None, "th"]),
        language_corrected_by=dice.choice(["none", "person", "staff"]),
        legal_limit_met=dice.choice([None, True, False]),
        requests_asked=(asked := dice.randrange(4)),
        requests_in_time=(in_time := dice.randrange(asked + 1)),
        requests_unanswered=dice.randrange(asked - in_time + 1),
        translated=dice.random() < 0.5,
        translations_disputed=dice.randrange(2),
        machine_translated=dice.random() < 0.5,
        paused_hours=float(dice.randrange(0, 90, 30)),
        updates=dice.choice([(), (), (), ("one",), ("one", "two")]),
    )
    # Some complained several times.
    person = dice.choice([fact.complainant_key, b"%d" % dice.randrange(20)])
    return replace(fact, complainant_key=person, **_times(dice))


def _times(dice: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for stage in ("t1", "t2", "t3", "t5", "t6"):
        ended = dice.random() < 0.6
        found[f"{stage}_hours"] = float(dice.randrange(0, 4_000, 50)) if ended else None
        found[f"{stage}_days"] = dice.randrange(90) if ended else None
    return found
