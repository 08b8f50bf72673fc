"""Where a fact stands in each table: the rows of every dimension, and the cohorts."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from backend.cases.rules.clocks import Limit
from backend.reports.rules.facts import UNKNOWN, Fact
from backend.reports.rules.frame import LIMIT_OF_STAGE, Frame

#: Rows in which a fact counts, each with how often.
Weighted = Sequence[tuple[str, int]]

#: Last working day of each band of age but the last.
_BANDS = ((30, "up_to_30"), (60, "31_to_60"), (90, "61_to_90"))
_AGES = (*(name for _, name in _BANDS), "over_90")
_REQUESTS = ("in_time", "late_or_waiting", "unanswered")
_CORRECTION = ("none", "person", "staff")
_TRANSLATION = ("none", "not_disputed", "disputed")
_MACHINE = ("by_machine", "without_machine")
_LIMIT = ("met", "missed", "not_known")
_OUTCOMES = (
    "upheld",
    "partly_upheld",
    "not_upheld",
    "resolved_without_finding",
    "no_jurisdiction",
    "insufficient_information",
    "withdrawn",
    "set_aside",
)
_OBJECTION = ("none", "waiting", "kept", "reversed")

#: Rows that are listed even where nobody stands in them.
ALWAYS_LISTED: dict[str, tuple[str, ...]] = {
    "severity": ("S0", "S1", "S2", "S3", "S4", "S5", UNKNOWN),
    "outcome": _OUTCOMES,
    "age": _AGES,
    "request": _REQUESTS,
    "limit_t1": _LIMIT,
    "limit_t2": _LIMIT,
    "limit_t5": _LIMIT,
    "legal_limit": ("met", "missed", "not_applicable"),
    "language_correction": _CORRECTION,
    "translation": _TRANSLATION,
    "machine_translation": _MACHINE,
    "objection": _OBJECTION,
}


def decided_on(fact: Fact) -> date | None:
    """To the day; where only a closing is known, the day of that."""
    if fact.t5_hours is not None:
        return fact.received_on + timedelta(hours=fact.t5_hours)
    return fact.closed_on if fact.outcome else None


def is_open(fact: Fact, on: date) -> bool:
    return fact.received_on <= on and (fact.closed_on is None or fact.closed_on > on)


COHORTS: dict[str, Callable[[Fact, Frame], bool]] = {
    "received": lambda fact, frame: frame.period.has(fact.received_on),
    "open": lambda fact, frame: is_open(fact, frame.end),
    "closed": lambda fact, frame: frame.period.has(fact.closed_on),
    "decided": lambda fact, frame: fact.outcome is not None and frame.period.has(decided_on(fact)),
}


def _by_code(field: str) -> Callable[[Fact, Frame], Weighted]:
    return lambda fact, _: ((getattr(fact, field) or UNKNOWN, 1),)


def _age(fact: Fact, frame: Frame) -> Weighted:
    days = frame.working_days.between(fact.calendar, fact.received_on, frame.end)
    return ((next((name for last, name in _BANDS if days <= last), "over_90"), 1),)


def _requests(fact: Fact, _: Frame) -> Weighted:
    late = fact.requests_asked - fact.requests_in_time - fact.requests_unanswered
    counts = (fact.requests_in_time, late, fact.requests_unanswered)
    return [(row, count) for row, count in zip(_REQUESTS, counts, strict=True) if count > 0]


def _within_limit(stage: str) -> Callable[[Fact, Frame], Weighted]:
    def rows(fact: Fact, frame: Frame) -> Weighted:
        limit = frame.limits[LIMIT_OF_STAGE[stage]]
        taken = taken_in(fact, stage, limit)
        if taken is not None:
            return (("met" if taken <= limit.value else "missed", 1),)
        late = fact.closed_on is None and so_far(fact, frame, limit) > limit.value
        return (("missed" if late else "not_known", 1),)

    return rows


def _legal_limit(fact: Fact, _: Frame) -> Weighted:
    row = {True: "met", False: "missed", None: "not_applicable"}[fact.legal_limit_met]
    return ((row, 1),)


def _language_correction(fact: Fact, _: Frame) -> Weighted:
    return ((fact.language_corrected_by if fact.language_read else UNKNOWN, 1),)


def _machine_translation(fact: Fact, _: Frame) -> Weighted:
    return (("by_machine" if fact.machine_translated else "without_machine", 1),)


def _translation(fact: Fact, _: Frame) -> Weighted:
    if fact.translations_disputed:
        return (("disputed", 1),)
    return (("not_disputed" if fact.translated else "none", 1),)


ROWS_OF: dict[str, Callable[[Fact, Frame], Weighted]] = {
    **{
        name: _by_code(name)
        for name in (
            "country", "category", "subtype", "language", "sector", "channel", "severity",
            "outcome", "stage", "objection",
        )
    },
    "age": _age,
    "request": _requests,
    "limit_t1": _within_limit("t1"),
    "limit_t2": _within_limit("t2"),
    "limit_t5": _within_limit("t5"),
    "legal_limit": _legal_limit,
    "language_correction": _language_correction,
    "translation": _translation,
    "machine_translation": _machine_translation,
}  # fmt: skip


def taken_in(fact: Fact, stage: str, limit: Limit) -> float | None:
    """How long a stage took, in the unit of its limit; None while it lasts."""
    hours: float | None = getattr(fact, f"{stage}_hours")
    days: int | None = getattr(fact, f"{stage}_days")
    if limit.unit == "working_days":
        return days
    return hours if limit.unit == "hours" or hours is None else hours / 24


def so_far(fact: Fact, frame: Frame, limit: Limit) -> float:
    """How long it has lasted on the last day looked at, in the unit of the limit."""
    if limit.unit == "working_days":
        return frame.working_days.between(fact.calendar, fact.received_on, frame.as_of)
    days = (frame.as_of - fact.received_on).days
    return days * 24 if limit.unit == "hours" else days
