"""A view of the queue under a name."""

from dataclasses import dataclass
from uuid import UUID

LONGEST_NAME = 60
#: More than anybody finds again above a list.
MOST_VIEWS = 20


@dataclass(frozen=True)
class NewView:
    """``address`` as the queue has it; ``shared``: everybody of the office sees it."""

    name: str
    address: str
    shared: bool


@dataclass(frozen=True)
class ViewLine:
    id: UUID
    name: str
    address: str
    shared: bool
    staff_id: UUID
