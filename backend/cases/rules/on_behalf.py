"""A complaint that somebody files for somebody else: how it came, how they agreed, who helped."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Agreed(StrEnum):
    """How the person agreed that somebody files for them."""

    ALOUD = "aloud"
    SIGNED = "signed"
    BY_LAW = "by_law"


#: How such a complaint comes to whoever files it.
CHANNELS = ("counter", "phone", "paper", "letter")
#: Where the person is there, so that the text can be read back to them.
TALKING = frozenset({"counter", "phone"})


@dataclass(frozen=True)
class Help:
    """``entered_at``: when the helper filed it; the complaint itself may have come before."""

    staff_id: UUID
    agreed: Agreed
    entered_at: datetime
