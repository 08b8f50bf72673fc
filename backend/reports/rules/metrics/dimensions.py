"""Where a case stands in each table: the rows of every dimension, and what they look at."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from backend.cases.rules.clocks import Limit
from backend.reports.rules.facts import UNKNOWN
from backend.reports.rules.frame import LIMIT_OF_STAGE, Frame

#: Rows in which a case counts, each with how often.
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


class Dimension(NamedTuple):
    """``rows`` is called with the frame and a case's values of ``fields``."""

    fields: tuple[str, ...]
    rows: Callable[..., Weighted]


def _code(_: Frame, code: str | None) -> Weighted:
    return ((code or UNKNOWN, 1),)


def _age(frame: Frame, calendar: str, received_on: date) -> Weighted:
    days = frame.working_days.between(calendar, received_on, frame.end)
    return ((next((name for last, name in _BANDS if days <= last), "over_90"), 1),)


def _requests(_: Frame, asked: int, in_time: int, unanswered: int) -> Weighted:
    counts = (in_time, asked - in_time - unanswered, unanswered)
    return [(row, count) for row, count in zip(_REQUESTS, counts, strict=True) if count > 0]


def _within_limit(stage: str) -> Dimension:
    def rows(
        frame: Frame, hours: float | None, days: int | None, calendar: str, open_since: date | None
    ) -> Weighted:
        limit = frame.limits[LIMIT_OF_STAGE[stage]]
        taken = taken_in(limit, hours, days)
        if taken is not None:
            return (("met" if taken <= limit.value else "missed", 1),)
        late = open_since is not None and so_far(open_since, calendar, frame, limit) > limit.value
        return (("missed" if late else "not_known", 1),)

    return Dimension((f"{stage}_hours", f"{stage}_days", "calendar", "open_since"), rows)


def _named(names: dict[bool | None, str]) -> Callable[..., Weighted]:
    return lambda _, value: ((names[value], 1),)


def _language_correction(_: Frame, read: str | None, corrected_by: str) -> Weighted:
    return ((corrected_by if read else UNKNOWN, 1),)


def _translation(_: Frame, disputed: int, translated: object) -> Weighted:
    if disputed:
        return (("disputed", 1),)
    return (("not_disputed" if translated else "none", 1),)


def _updates(_: Frame, updates: str) -> Weighted:
    return [(update, 1) for update in sorted(set(updates.split()))]


#: The dimension of the model updates that answered a case; in no table of the approved list.
UPDATE = "update"
DIMENSIONS: dict[str, Dimension] = {
    **{
        name: Dimension((name,), _code)
        for name in (
            "country", "category", "subtype", "language", "sector", "channel", "severity",
            "outcome", "stage", "objection",
        )
    },
    "age": Dimension(("calendar", "received_on"), _age),
    "request": Dimension(
        ("requests_asked", "requests_in_time", "requests_unanswered"), _requests
    ),
    "limit_t1": _within_limit("t1"),
    "limit_t2": _within_limit("t2"),
    "limit_t5": _within_limit("t5"),
    "legal_limit": Dimension(
        ("legal_limit_met",), _named({True: "met", False: "missed", None: "not_applicable"})
    ),
    "language_correction": Dimension(
        ("language_read", "language_corrected_by"), _language_correction
    ),
    "translation": Dimension(("translations_disputed", "translated"), _translation),
    "machine_translation": Dimension(
        ("machine_translated",), _named({True: "by_machine", False: "without_machine"})
    ),
    UPDATE: Dimension(("updates",), _updates),
}  # fmt: skip


def fields_of(dimensions: Sequence[str]) -> tuple[str, ...]:
    """What a table of these dimensions looks at of a case."""
    return tuple(field for name in dimensions for field in DIMENSIONS[name].fields)


def taken_in(limit: Limit, hours: float | None, days: int | None) -> float | None:
    """How long a stage took, in the unit of its limit; None while it lasts."""
    if limit.unit == "working_days":
        return days
    return hours if limit.unit == "hours" or hours is None else hours / 24


def so_far(since: date, calendar: str, frame: Frame, limit: Limit) -> float:
    """How long it has lasted on the last day looked at, in the unit of the limit."""
    if limit.unit == "working_days":
        return frame.working_days.between(calendar, since, frame.as_of)
    days = (frame.as_of - since).days
    return days * 24 if limit.unit == "hours" else days
