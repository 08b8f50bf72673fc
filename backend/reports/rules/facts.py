"""One complaint as codes and durations, as it survives the destruction of the case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

#: What stands in a table where a fact has no code.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Durations are hours and working days of ``calendar``; None is still open.

    ``calendar``: country and subdivision, ``MY-KDH``. ``closed_on`` is set in every final stage
    (closed, referred, withdrawn) and taken away when a case is reopened. An anonymous complaint
    has a ``complainant_key`` of its own. ``language_read`` is what the program read it as, none
    where it was not asked. ``translations_disputed``: how often the person said that one is wrong.
    ``objection``: none, waiting, kept or reversed, the last where any of them was.
    """

    received_on: date
    calendar: str
    country: str
    office_id: UUID
    complainant_key: bytes
    language: str
    channel: str
    stage: str
    owner_id: UUID | None = None
    system_id: UUID | None = None
    language_read: str | None = None
    language_corrected_by: str = "none"
    sector: str | None = None
    category: str | None = None
    subtype: str | None = None
    severity: str | None = None
    closed_on: date | None = None
    outcome: str | None = None
    t1_hours: float | None = None
    t1_days: int | None = None
    t2_hours: float | None = None
    t2_days: int | None = None
    t3_hours: float | None = None
    t3_days: int | None = None
    t5_hours: float | None = None
    t5_days: int | None = None
    t6_hours: float | None = None
    t6_days: int | None = None
    paused_hours: float = 0.0
    legal_limit_met: bool | None = None
    requests_asked: int = 0
    requests_in_time: int = 0
    requests_unanswered: int = 0
    translated: bool = False
    translations_disputed: int = 0
    machine_translated: bool = False
    objection: str = "none"
    updates: tuple[str, ...] = ()
