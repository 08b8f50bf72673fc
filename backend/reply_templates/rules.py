"""Templates of replies as values: for which cases and steps they are, and what makes them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.languages.versions import Versions, text_in

#: What a template has in each language, and how long each may be.
FIELDS = {"title": 200, "text": 4000}
#: The steps whose form holds words to the person who complained.
MOVES = ("acknowledge", "ask_person", "propose", "refer")


@dataclass(frozen=True)
class TemplateLine:
    """``key`` is the id of an office's own one, the name of one that we bring along."""

    key: str
    own: bool
    category: str | None
    move: str | None
    title: Versions = field(repr=False)
    text: Versions = field(repr=False)
    made_from: str | None = None

    def text_for(self, *languages: str) -> tuple[str, str]:
        """The text in the first of the languages that it has, else the original; and which."""
        known = next((tag for tag in languages if text_in(self.text, tag)), "en")
        tag = known if text_in(self.text, known) else next(iter(self.text), "en")
        return text_in(self.text, tag), tag


@dataclass(frozen=True)
class Writer:
    """Who writes, for which office, and when."""

    organisation_id: UUID
    staff_id: UUID
    at: datetime


@dataclass(frozen=True)
class NewTemplate:
    """``texts``: locale → field → text."""

    category: str | None
    move: str | None
    texts: dict[str, dict[str, str]]
    made_from: str | None = None


def fits(template: TemplateLine, category: str | None, move: str) -> bool:
    """Whether it is for a case of that category and for that step; no message is a step."""
    for_case = template.category in {None, category, (category or "")[:1] or None}
    return for_case and template.move in {None, move}


def nearest_first(templates: list[TemplateLine]) -> list[TemplateLine]:
    """What says more exactly what it is for stands before what fits anything."""
    return sorted(templates, key=lambda t: (t.move is None, t.category is None, not t.own, t.key))
