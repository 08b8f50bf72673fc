"""An open case as whoever hands it over needs to know it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class HeldCase:
    """No more of a case than handing it over needs."""

    id: UUID
    language: str
    revision: int
