"""What the figures say in sentences; each is made of published cells only."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from backend.languages.formats import format_number
from backend.languages.messages import Message, msg, nmsg, render
from backend.reports.rules.disclosure.values import TOTAL, Cell, Table


@dataclass(frozen=True)
class Finding:
    """A sentence and its numbers; ``section`` is the table that it belongs to.

    ``counts`` names the number by which the sentence takes its plural form.
    """

    section: str
    message: Message
    facts: tuple[tuple[str, int], ...] = ()
    counts: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "section": self.section,
            "message": asdict(self.message),
            "facts": dict(self.facts),
            "counts": self.counts,
        }


def read_finding(data: dict[str, Any]) -> Finding:
    facts = tuple(data["facts"].items())
    return Finding(data["section"], Message(**data["message"]), facts, data["counts"])


def sentence(finding: Finding, locale: str) -> str:
    """In the reader's language, numbers written as there."""
    numbers = dict(finding.facts)
    count = numbers.get(finding.counts) if finding.counts else None
    texts = {name: format_number(number, locale) for name, number in numbers.items()}
    return render(finding.message, locale, count=count, **texts)


# Numbers in these sentences are rounded to the nearest five.
RECEIVED = msg("We received about %(cases)s complaints from about %(people)s people.")
CLOSED = msg("We closed about %(cases)s complaints in this period.")
STILL_OPEN = msg("About %(cases)s complaints were open at the end of the period.")
OLD = msg("%(percent)s of every 100 open complaints were older than 90 working days.")
FIRST_ANSWER = nmsg(
    "Half of the people had an answer from a person within %(count)s hour.",
    "Half of the people had an answer from a person within %(count)s hours.",
)
DECISION = nmsg(
    "Half of the complaints were decided within %(count)s working day.",
    "Half of the complaints were decided within %(count)s working days.",
)
UPHELD = msg("The complainant was right in %(percent)s of every 100 decisions.")
ANSWERED_IN_TIME = msg(
    "Owners of AI systems answered %(percent)s of every 100 of our questions in time."
)
TOO_FEW = msg("There were too few complaints to say how many without pointing at people.")


def findings_of(tables: dict[str, Table]) -> tuple[Finding, ...]:
    """In the order of the report. Of a hidden cell nothing is said."""
    return (*_counts(tables), *_times(tables), *_shares(tables))


def _counts(tables: dict[str, Table]) -> Iterator[Finding]:
    cases = _cell(tables, "received-by-category", TOTAL, "cases")
    people = _cell(tables, "received-by-category", TOTAL, "people")
    if cases and people and cases.value is not None and people.value is not None:
        numbers = (("cases", cases.value), ("people", people.value))
        yield Finding("received-by-category", RECEIVED, numbers)
    elif cases:
        yield Finding("received-by-category", TOO_FEW)
    closed = _cell(tables, "flow", "closed", "cases")
    if closed and closed.value is not None:
        yield Finding("flow", CLOSED, (("cases", closed.value),))
    still_open = _cell(tables, "backlog-by-age", TOTAL, "cases")
    if still_open and still_open.value is not None:
        yield Finding("backlog-by-age", STILL_OPEN, (("cases", still_open.value),))


def _times(tables: dict[str, Table]) -> Iterator[Finding]:
    for stage, unit, message in (("t3", "hours", FIRST_ANSWER), ("t5", "working_days", DECISION)):
        cell = _cell(tables, "times", stage, unit, "median")
        if cell and cell.value is not None:
            yield Finding("times", message, (("time", cell.value),), "time")


def _shares(tables: dict[str, Table]) -> Iterator[Finding]:
    for table, row, message in (
        ("backlog-by-age", "over_90_days", OLD),
        ("outcomes", "upheld_or_partly", UPHELD),
        ("requests", "share_in_time", ANSWERED_IN_TIME),
    ):
        cell = _cell(tables, table, row, "percent")
        if cell and cell.value is not None:
            yield Finding(table, message, (("percent", cell.value),))


def _cell(
    tables: dict[str, Table], table: str, row: str, unit: str, column: str = ""
) -> Cell | None:
    return tables[table].cell(row, unit, column) if table in tables else None
