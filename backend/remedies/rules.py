"""What an owner says about a model update, and what the people whose cases it answers are told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.languages.messages import msg

#: What is said of an update, in each language, and how long each may be.
TEXT_FIELDS = {"what_changed": 2000, "why": 2000}

TOLD = msg(
    "The AI system that you complained about has been changed: %(system)s. Its owner says that"
    " this change answers your complaint.\n\n"
    "Version %(version)s, in use from %(day)s.\n\n"
    "What changed: %(what_changed)s\n\n"
    "Why: %(why)s"
)


@dataclass(frozen=True)
class Recorder:
    """Who records, for which organisation, and when."""

    organisation_id: UUID
    staff_id: UUID
    at: datetime


@dataclass(frozen=True)
class DescribedUpdate:
    """``id`` was drawn with the page, so that sending it twice records one update.

    ``version`` is one of the system's, or empty, and then ``version_name`` is a new one. ``texts``:
    locale → field → text. ``answers`` are references of cases.
    """

    id: UUID
    version: str
    version_name: str
    live_from: date
    texts: dict[str, dict[str, str]]
    answers: tuple[str, ...]
