"""What can be translated, who makes a translation, and when one waits for a look."""

from enum import StrEnum


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


#: Parts of the story: its translations are seen by whoever sees the story.
OF_THE_STORY = (TranslatedKind.ACCOUNT, TranslatedKind.WANTED, TranslatedKind.SYSTEM_TEXT)
#: What stays between the office and the owner of the system; the complainant sees none of it.
WITH_THE_OWNER = (TranslatedKind.OWNER_QUESTION, TranslatedKind.OWNER_ANSWER)
