"""How many open cases there are of one kind."""

from dataclasses import dataclass
from uuid import UUID

from backend.cases.rules.stages import Stage


@dataclass(frozen=True)
class OpenCases:
    """Those at one stage, with one person, put to one owner.

    ``new``: filed since yesterday. What is late is due neither today nor tomorrow.
    """

    stage: Stage
    assignee_id: UUID | None
    owner_id: UUID | None
    open: int
    new: int
    late: int
    due_today: int
    due_tomorrow: int
