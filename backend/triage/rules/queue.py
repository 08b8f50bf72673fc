"""How the queue is asked for: what stands in its address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

#: What one counts on the page of the day; their views have addresses, and no field in the form.
COUNTED = ("person", "owner", "due", "filed", "moved")
FIELDS = (
    "q", "stage", "category", "country", "language", "system", "severity", "whose", *COUNTED,
)  # fmt: skip
WHOSE = ("mine", "unassigned", "late")
DUE = ("today", "tomorrow")
FILED = ("since_yesterday",)


@dataclass(frozen=True)
class QueueFilter:
    """Each empty where everything is wanted. ``after`` is the last row of the page before.

    ``person``, ``owner``: ids of a colleague and of a system's owner. ``moved``: a move that was
    taken since yesterday.
    """

    q: str = ""
    stage: str = ""
    category: str = ""
    country: str = ""
    language: str = ""
    system: str = ""
    severity: str = ""
    whose: str = ""
    person: str = ""
    owner: str = ""
    due: str = ""
    filed: str = ""
    moved: str = ""
    after: str = ""

    def address(self, after: str = "") -> str:
        """The whole view as an address."""
        asked = {name: getattr(self, name) for name in FIELDS if getattr(self, name)}
        query = urlencode(asked | ({"after": after} if after else {}))
        return f"/desk/?{query}" if query else "/desk/"

    def with_whose(self, whose: str) -> "QueueFilter":
        return replace(self, whose=whose, after="")

    def kept(self) -> "QueueFilter":
        """Without words and without a place in the list."""
        return replace(self, q="", after="")

    def is_narrowed(self) -> bool:
        """By a field of the form, besides words and whose."""
        return any(getattr(self, name) for name in FIELDS if name not in {"q", "whose", *COUNTED})

    def counted(self) -> list[tuple[str, str]]:
        """What was chosen on the page of the day, by field."""
        return [(name, getattr(self, name)) for name in COUNTED if getattr(self, name)]

    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in FIELDS)
