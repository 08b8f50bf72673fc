"""Texts with a version for each language, whatever they are about; and who writes which."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from backend.accounts.rules import OrganisationKind, Role
from backend.languages.messages import Message, msg
from backend.languages.texts import Worded
from backend.languages.versions import TextState, Versions, mark_of, original_in, state_of, text_in


class Kind(StrEnum):
    """What texts are about; the values stand in addresses."""

    SYSTEM = "system"
    UPDATE = "update"
    REPORT = "report"
    ORGANISATION = "organisation"
    REPLY = "reply"


KIND_NAMES: dict[Kind, Message] = {
    Kind.SYSTEM: msg("AI systems"),
    Kind.UPDATE: msg("Model updates"),
    Kind.REPORT: msg("Drafts of reports"),
    Kind.ORGANISATION: msg("Our organisation"),
    Kind.REPLY: msg("Ready replies", "sections of the desk"),
}
KINDS_OF: dict[Role, tuple[Kind, ...]] = {
    Role.SYSTEM_OWNER: (Kind.SYSTEM, Kind.UPDATE),
    Role.COMMUNICATIONS: (Kind.REPORT, Kind.ORGANISATION),
    Role.SUPERVISOR: (Kind.REPLY,),
    Role.ADMINISTRATOR: (Kind.ORGANISATION, Kind.REPLY),
}
STATE_NAMES: dict[TextState, Message] = {
    TextState.ORIGINAL: msg("Original", "state of a text"),
    TextState.RIGHT: msg("Right", "state of a text"),
    TextState.BEHIND: msg("The original changed", "state of a text"),
    TextState.MISSING: msg("Missing", "state of a text"),
}
#: What a set of texts says first: the worst of its texts.
_WORST_FIRST = (TextState.MISSING, TextState.BEHIND, TextState.RIGHT, TextState.ORIGINAL)


@dataclass(frozen=True)
class Whose:
    """Who writes, for which organisation, and when."""

    organisation_id: UUID
    kind: OrganisationKind
    staff_id: UUID
    role: Role
    locale: str
    at: datetime

    def kinds(self) -> tuple[Kind, ...]:
        office = self.kind is OrganisationKind.RECEIVING_OFFICE
        return tuple(kind for kind in KINDS_OF[self.role] if office or kind is not Kind.REPLY)


@dataclass(frozen=True)
class TextField:
    """``rows``: lines of the field on the page; ``optional``: it may stay empty everywhere."""

    name: str
    label: Message
    versions: Versions = field(repr=False)
    longest: int = 2000
    rows: int = 4
    optional: bool = False

    @property
    def original(self) -> str:
        """Its language; empty while nothing is written."""
        return original_in(self.versions)

    def text(self, language: str) -> str:
        return text_in(self.versions, language)

    def state(self, language: str) -> TextState | None:
        """None where there is nothing to say: an optional text that nobody wrote."""
        if not self.original and self.optional:
            return None
        return state_of(self.versions, language)


@dataclass(frozen=True)
class TextSet:
    """The texts of one thing. ``needed``: the languages that it must have; ``page``: its own."""

    kind: Kind
    key: str
    title: Worded
    page: str
    needed: tuple[str, ...]
    languages: tuple[str, ...]
    fields: tuple[TextField, ...]

    @property
    def address(self) -> str:
        return f"/desk/texts/{self.kind}.{self.key}"

    def state(self, language: str) -> TextState | None:
        """That of the text which is worst off; None where nothing is written at all."""
        states = {each.state(language) for each in self.fields}
        return next((state for state in _WORST_FIRST if state in states), None)

    def with_state(self, state: TextState) -> list[str]:
        return [tag for tag in self.languages if self.state(tag) is state]

    def can_lead(self, language: str) -> bool:
        """Whether what is written in it may become the original: it says what that says."""
        return self.state(language) is TextState.RIGHT

    def must_be_written(self) -> bool:
        """Whether something is missing in a language in which it must be there."""
        return any(self.state(tag) is TextState.MISSING for tag in self.needed)

    def mark(self, language: str) -> str:
        return mark_of((each.versions for each in self.fields), language)


def counted(sets: Iterable[TextSet]) -> Counter[TextState]:
    """How many texts are behind or missing, a set and a language being one."""
    found: Counter[TextState] = Counter()
    for each in sets:
        found.update(state for tag in each.languages if (state := each.state(tag)))
    return found
