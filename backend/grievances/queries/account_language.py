"""Which language an account is in, as we read it."""

from backend.grievances.rules.draft import DraftContents
from backend.languages.identification import UNKNOWN, Identification, identify
from backend.languages.language_names import language_name
from backend.languages.locales import LOCALES


def read_as(contents: DraftContents, interface_language: str) -> Identification:
    return identify(contents.account, contents.country, interface_language)


def language_choices(read: str, locale: str) -> list[tuple[str, str]]:
    """Ours by their own names; first, as no correction, a language of others that we read it as."""
    ours = [(tag, known.autonym) for tag, known in LOCALES.items() if not known.test_only]
    foreign = read != UNKNOWN and all(read != tag for tag, _ in ours)
    return [("", language_name(read, locale)), *ours] if foreign else ours


def language_of(text: str, interface_language: str) -> str:
    """Of a message: as it reads, else what the page was in."""
    read = identify(text, None, interface_language).language if text else "und"
    return interface_language if read == "und" else read
