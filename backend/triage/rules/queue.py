"""How the queue is asked for: what stands in its address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

FIELDS = ("q", "stage", "category", "country", "language", "system", "severity", "whose")
WHOSE = ("mine", "unassigned", "late")


@dataclass(frozen=True)
class QueueFilter:
    """Each empty where everything is wanted. ``after`` is the last row of the page before."""

    q: str = ""
    stage: str = ""
    category: str = ""
    country: str = ""
    language: str = ""
    system: str = ""
    severity: str = ""
    whose: str = ""
    after: str = ""

    def address(self, after: str = "") -> str:
        """The whole view as an address."""
        asked = {name: getattr(self, name) for name in FIELDS if getattr(self, name)}
        query = urlencode(asked | ({"after": after} if after else {}))
        return f"/desk/?{query}" if query else "/desk/"

    def with_whose(self, whose: str) -> "QueueFilter":
        return replace(self, whose=whose, after="")

    def is_narrowed(self) -> bool:
        """By more than words and whose."""
        return any(getattr(self, name) for name in FIELDS if name not in {"q", "whose"})

    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in FIELDS)
