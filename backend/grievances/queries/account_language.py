"""Which language an account is in, as we read it."""

from backend.grievances.rules.draft import DraftContents
from backend.languages.identification import UNKNOWN, Identification, identify
from backend.languages.language_names import language_name
from backend.languages.locales import LOCALES, OURS


def read_as(contents: DraftContents, interface_language: str) -> Identification:
    return identify(contents.account, contents.country, interface_language)


def language_choices(read: str, locale: str) -> list[tuple[str, str]]:
    """Ours by their own names; first, as no correction, a language of others that we read it as."""
    ours = [(tag, LOCALES[tag].autonym) for tag in OURS]
    foreign = read != UNKNOWN and read not in OURS
    return [("", language_name(read, locale)), *ours] if foreign else ours


def language_of(text: str, interface_language: str) -> str:
    """Of a message: as it reads, else what the page was in."""
    read = identify(text, None, interface_language).language if text else UNKNOWN
    return interface_language if read == UNKNOWN else read
