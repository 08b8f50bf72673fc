"""What can be translated, who makes a translation, and when one waits for a look."""

from enum import StrEnum
from uuid import UUID

from backend.cases.rules.stages import Stage
from backend.languages.messages import Message, msg


class TranslatedKind(StrEnum):
    """Whose text it is. ``REPLY`` is an answer of the office that was written to be translated."""

    ACCOUNT = "account"
    WANTED = "wanted"
    SYSTEM_TEXT = "system_text"
    MESSAGE = "message"
    REPLY = "reply"
    OWNER_QUESTION = "owner_question"
    OWNER_ANSWER = "owner_answer"


class Maker(StrEnum):
    """An engine's translation is marked as a machine's wherever it shows."""

    PERSON = "person"
    ENGINE = "engine"


#: As the desk says it; the person's own page says it in its own words.
TEXT_NAMES: dict[TranslatedKind, Message] = {
    TranslatedKind.ACCOUNT: msg("What happened, in their words"),
    TranslatedKind.WANTED: msg("What should happen"),
    TranslatedKind.SYSTEM_TEXT: msg("The system, in their words"),
    TranslatedKind.MESSAGE: msg("Message", "one message of a conversation"),
    TranslatedKind.REPLY: msg("Message", "one message of a conversation"),
    TranslatedKind.OWNER_QUESTION: msg("Our question"),
    TranslatedKind.OWNER_ANSWER: msg("Their answer"),
}

#: As the person who complained reads it.
OWN_TEXT_NAMES: dict[TranslatedKind, Message] = TEXT_NAMES | {
    TranslatedKind.ACCOUNT: msg("What happened"),
    TranslatedKind.SYSTEM_TEXT: msg("What you know about the system"),
}

#: Parts of the story: its translations are seen by whoever sees the story.
OF_THE_STORY = (TranslatedKind.ACCOUNT, TranslatedKind.WANTED, TranslatedKind.SYSTEM_TEXT)
#: What stays between the office and the owner of the system; the complainant sees none of it.
WITH_THE_OWNER = (TranslatedKind.OWNER_QUESTION, TranslatedKind.OWNER_ANSWER)


def for_the_owner_too(kind: TranslatedKind, stage: Stage) -> bool:
    """The owner of the system reads story, question and answer, and only while it is asked."""
    return stage is Stage.AWAITING_ORGANISATION and kind in OF_THE_STORY + WITH_THE_OWNER


def may_replace(new: Maker, present: Maker, *, disputed: bool) -> bool:
    """An engine never takes the place of a person, nor settles what somebody said against it."""
    return new is Maker.PERSON or (present is Maker.ENGINE and not disputed)


def may_review(reviewer: UUID, maker: UUID | None) -> bool:
    """A second person looks; what an engine made may be looked at by anybody."""
    return reviewer != maker
