"""What an unfinished complaint holds, page by page."""

from base64 import b64decode, b64encode
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

LONGEST_ACCOUNT = 20_000
LONGEST_MESSAGE = 10_000
LONGEST_TEXT = 2_000
LONGEST_NAME = 200
MOST_FILES = 5
DRAFT_HOURS = 24

PAGES = ("story", "system", "outcome", "files", "contact", "check")
DANGERS = ("no", "yes", "child")
AFFECTED = ("self", "someone_i_care_for", "someone_i_represent", "a_group", "everyone")
CONTACT_WAYS = ("none", "email", "phone")
UNKNOWN_SYSTEM = "unknown"
#: What a complaint may be about instead of an AI system: this site and its words.
PORTAL = "portal"

Secret = Annotated[
    bytes,
    BeforeValidator(lambda value: b64decode(value) if isinstance(value, str) else value),
    PlainSerializer(lambda value: b64encode(value).decode(), return_type=str),
]


class SentReceipt(BaseModel):
    """What the receipt page shows until its last group is typed or skipped.

    ``renewed``: in place of one that was lost; nothing was filed just now.
    """

    model_config = ConfigDict(frozen=True)

    reference: str
    secret: Secret
    filed_on: date
    acknowledge_by: date
    decide_by: date
    renewed: bool = False


class DraftContents(BaseModel):
    """Everything answered so far, with the id and the key that become the case's.

    The originals are what was typed in Zawgyi, as it was typed.
    """

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    account_key: Secret
    country: str = ""
    account: str = ""
    original: str | None = None
    about: str = ""
    system: str = ""
    system_text: str = ""
    system_original: str | None = None
    happened: str = ""
    danger: str = "no"
    wanted: str = ""
    wanted_original: str | None = None
    affected: str = ""
    contact_way: str = "none"
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    answered: tuple[str, ...] = ()
    receipt: SentReceipt | None = None

    def with_page(self, page: str, values: dict[str, object]) -> "DraftContents":
        answered = tuple(p for p in PAGES if p == page or p in self.answered)
        return self.model_copy(update={**values, "answered": answered})

    def ready(self) -> bool:
        """The only answers required: the country and what happened."""
        return bool(self.country and self.account.strip())

    def converted(self) -> bool:
        """Whether anything was read from Zawgyi."""
        return any((self.original, self.system_original, self.wanted_original))

    def in_danger(self) -> bool:
        return self.danger != "no"

    def after(self, page: str) -> str:
        """The next page; a mistake of this site needs no more than the words and a check."""
        if self.about == PORTAL and page == PAGES[0]:
            return PAGES[-1]
        return PAGES[PAGES.index(page) + 1]


def page_before(page: str) -> str | None:
    place = PAGES.index(page)
    return PAGES[place - 1] if place else None
