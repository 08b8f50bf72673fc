"""Facts of a thousand earlier complaints, whose cases are already destroyed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.clocks import Limit
from backend.database.doors import transaction
from backend.demonstration.cases import CasesToLoad
from backend.demonstration.reading import data
from backend.jurisdictions.queries import country, working_calendar
from backend.reports.actions.bringing import bring_in_facts
from backend.reports.rules.facts import Fact
from backend.reports.rules.metrics.dimensions import taken_in
from backend.reports.rules.periods import Period, period_of
from backend.reports.rules.working_days import WorkingDays
from backend.sealing.tools import Tools

AT_A_TIME = 250
CHANNELS = {"web": 0.68, "phone": 0.14, "counter": 0.12, "api": 0.06}
SEVERITIES = {"S0": 0.05, "S1": 0.3, "S2": 0.45, "S3": 0.17, "S4": 0.03}
OUTCOMES = {
    "upheld": 0.27, "partly_upheld": 0.24, "not_upheld": 0.3, "resolved_without_finding": 0.07,
    "insufficient_information": 0.06, "withdrawn": 0.06,
}  # fmt: skip
IN_FAVOUR = {"upheld", "partly_upheld", "resolved_without_finding"}
#: Hours until a person answered, by whether somebody in the office reads the language at once.
FIRST_ANSWER = {True: (6, 70), False: (40, 220)}
#: Of the complaints found right, those whose person said that it was solved.
SOLVED = 0.6
#: Of the complaints found right that an update fits, those that it answered.
ANSWERED = 0.8
#: Owners are asked about so many of the complaints about a system; so many answer in time, late.
ASKED, IN_TIME, LATE = 0.75, 0.72, 0.2
#: What each country's office reads itself; how much of the rest was translated, and disputed.
READ_AT_HOME = {"TH": {"th", "en"}, "ID": {"id", "ms", "en"}, "MY": {"ms", "en"}}
TRANSLATED = 0.85
DISPUTED = 0.06
#: Who corrected the language that a program had read.
CORRECTED = {"none": 0.93, "person": 0.05, "staff": 0.02}
#: What it is taken for where it is corrected.
NEIGHBOUR = {"id": "ms", "ms": "id", "tet": "pt", "th": "lo"}


@dataclass(frozen=True)
class Group:
    """One row of the plan in one quarter."""

    row: dict[str, Any]
    period: Period
    wanted: CasesToLoad

    @property
    def office(self) -> dict[str, Any]:
        offices: list[dict[str, Any]] = data("organisations")["offices"]
        return next(each for each in offices if each["slug"] == self.row["office"])

    @property
    def home(self) -> tuple[str, str | None]:
        """Country and subdivision of the office."""
        return self.office["country"], self.office["subdivision"]

    @property
    def kinds(self) -> list[tuple[str | None, str]]:
        """Systems with the subtypes of complaints about them; one without a system is None."""
        named: dict[str, list[str]] = self.row["kinds"]
        return [
            (slug if slug in self.wanted.systems else None, kind)
            for slug, kinds in named.items()
            for kind in kinds
        ]


async def load_earlier_facts(tools: Tools, wanted: CasesToLoad) -> None:
    facts = {_key("fact", n): fact for n, fact in enumerate(earlier_facts(wanted))}
    keys = list(facts)
    async with transaction(tools.engine) as session:
        for first in range(0, len(keys), AT_A_TIME):
            part = keys[first : first + AT_A_TIME]
            await bring_in_facts(session, {key: facts[key] for key in part})


def earlier_facts(wanted: CasesToLoad) -> Iterator[Fact]:
    """The same for the same day: the random numbers have a fixed seed."""
    chance = Random(7)  # noqa: S311  a plan, no secret
    newest = period_of(wanted.at.date())
    for row in data("plan")["earlier_facts"]:
        for back, people in row["quarters"].items():
            group = Group(row, newest.later(-int(back)), wanted)
            for _ in range(people):
                yield _fact(group, chance)


def _key(kind: str, number: int) -> bytes:
    return sha256(f"demonstration {kind} {number}".encode()).digest()


def _chosen(chance: Random, weights: dict[str, float]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _fact(group: Group, chance: Random) -> Fact:
    code, subdivision = group.home
    slug, subtype = chance.choice(group.kinds)
    outcome = _chosen(chance, OUTCOMES)
    about = Fact(
        received_on=_received(group, chance),
        calendar="-".join(filter(None, (code, subdivision))),
        country=code,
        office_id=group.wanted.organisations[group.row["office"]],
        complainant_key=chance.randbytes(32),
        language=group.row["language"],
        channel=_chosen(chance, CHANNELS),
        stage="withdrawn" if outcome == "withdrawn" else "closed",
        category=subtype[0],
        subtype=subtype,
        severity=max(taxonomy().subtypes[subtype].floor, _chosen(chance, SEVERITIES)),
        outcome=outcome,
        **_system(group, slug),
    )
    timed = _with_times(_translated(_read(about)), group, chance)
    return replace(timed, **_asked(slug, chance), updates=_updates(timed, group, slug, chance))


def _translated(about: Fact) -> Fact:
    """What the office did not read was mostly translated; by chances of its own."""
    chance = Random(about.complainant_key + b"translated")  # noqa: S311  a plan, no secret
    read = READ_AT_HOME.get(about.calendar[:2], {"en"})
    translated = about.language not in read and chance.random() < TRANSLATED
    disputed = int(translated and chance.random() < DISPUTED)
    return replace(about, translated=translated, translations_disputed=disputed)


def _read(about: Fact) -> Fact:
    """As the program read it, and who corrected that; by chances of its own."""
    by = _chosen(Random(about.complainant_key), CORRECTED)  # noqa: S311  a plan, no secret
    read = about.language if by == "none" else NEIGHBOUR.get(about.language, "en")
    return replace(about, language_read=read, language_corrected_by=by)


def _received(group: Group, chance: Random) -> date:
    """Early enough to be closed and destroyed by today."""
    first = group.period.first
    last = min(group.period.last, group.wanted.at.date() - timedelta(days=21))
    return first + timedelta(days=chance.randrange(max(1, (last - first).days + 1)))


def _system(group: Group, slug: str | None) -> dict[str, Any]:
    entry = next((each for each in data("systems") if each["slug"] == slug), None)
    if slug is None or entry is None:
        return {}
    return {
        "system_id": group.wanted.systems[slug],
        "owner_id": group.wanted.organisations[entry["owner"]],
        "sector": entry["sector"],
    }


def _with_times(about: Fact, group: Group, chance: Random) -> Fact:
    longest = (group.wanted.at.date() - about.received_on).days * 24 * 0.8
    known = about.language in {group.office["languages"][0], "en"}
    hours: dict[str, float | None] = {"t1": chance.randrange(1, 34)}
    hours["t2"] = (hours["t1"] or 0) + chance.randrange(12, 80)
    hours["t3"] = chance.randrange(*FIRST_ANSWER[known])
    lasted = min(longest, chance.lognormvariate(6.4, 0.55))
    hours["t5"] = None if about.stage == "withdrawn" else float(int(lasted))
    solved = about.outcome in IN_FAVOUR and chance.random() < SOLVED
    hours["t6"] = chance.randrange(30, 800) if solved else None
    closed = about.received_on + timedelta(hours=lasted) + timedelta(days=chance.randrange(1, 12))
    timed = replace(
        about,
        closed_on=min(closed, group.wanted.at.date() - timedelta(days=1)),
        paused_hours=float(chance.choice((0, 0, 0, 48, 96, 168))),
        **_both_units(about, hours),
    )
    return replace(timed, legal_limit_met=_legal_limit_met(timed))


def _both_units(about: Fact, hours: dict[str, float | None]) -> dict[str, Any]:
    """The stage t6 begins with the decision, the others when the complaint was received."""
    days = _working_days(about.calendar)
    found: dict[str, Any] = {}
    for stage, taken in hours.items():
        begun = about.received_on
        if stage == "t6":
            begun += timedelta(hours=hours["t5"] or 0)
        found[f"{stage}_hours"] = None if taken is None else float(taken)
        end = begun + timedelta(hours=taken or 0)
        found[f"{stage}_days"] = None if taken is None else days.between(about.calendar, begun, end)
    return found


@cache
def _working_days(calendar: str) -> WorkingDays:
    code, _, subdivision = calendar.partition("-")
    return WorkingDays({calendar: working_calendar(code, subdivision or None)})


def _legal_limit_met(fact: Fact) -> bool | None:
    known = country(fact.country).legal_limit
    if known is None:
        return None
    limit = Limit(*known)
    taken = taken_in(limit, fact.t5_hours, fact.t5_days)
    return None if taken is None else taken <= limit.value


def _asked(slug: str | None, chance: Random) -> dict[str, Any]:
    luck = chance.random()
    if slug is None or chance.random() > ASKED:
        return {}
    return {
        "requests_asked": 1,
        "requests_in_time": int(luck < IN_TIME),
        "requests_unanswered": int(luck > IN_TIME + LATE),
    }


def _updates(fact: Fact, group: Group, slug: str | None, chance: Random) -> tuple[str, ...]:
    luck = chance.random()
    if fact.outcome not in IN_FAVOUR or luck > ANSWERED:
        return ()
    return tuple(
        str(update)
        for update, system, kinds in group.wanted.updates
        if system == slug and fact.subtype in kinds
    )
