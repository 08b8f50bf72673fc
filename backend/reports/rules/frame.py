"""What a report is about: office, period, and the rules and calendars that it is made by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from backend.cases.rules.clocks import Limit, WorkingCalendar
from backend.jurisdictions.rules import ISO2
from backend.reports.rules.approved import Approved
from backend.reports.rules.disclosure.values import CellKey
from backend.reports.rules.periods import Period
from backend.reports.rules.working_days import WorkingDays

#: The published limit that a stage of response times is held against.
LIMIT_OF_STAGE = {"t1": "acknowledge", "t2": "assess", "t5": "decide"}


@dataclass(frozen=True)
class Office:
    """The office that reports. ``slug`` stands in the open data."""

    id: UUID
    slug: str
    country: str


@dataclass(frozen=True)
class Frame:
    """``as_of`` is the day on which the figures are frozen.

    ``calendars``: by the calendar codes of the facts; ``limits``: by clock, those that the office
    has published; ``hidden_before``: see ``releases.carried``.
    """

    period: Period
    office: Office
    as_of: date
    approved: Approved
    calendars: Mapping[str, WorkingCalendar]
    limits: Mapping[str, Limit]
    code_list_version: str
    hidden_before: frozenset[CellKey] = field(default=frozenset())

    @cached_property
    def end(self) -> date:
        """The last day that the report looks at."""
        return min(self.period.last, self.as_of)

    @cached_property
    def working_days(self) -> WorkingDays:
        return WorkingDays(self.calendars)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        return tuple(c for c in ISO2 if c not in self.approved.withheld_countries)
