"""Which language an account is in, as we read it."""

from backend.grievances.rules.draft import DraftContents
from backend.languages.identification import Identification, identify


def read_as(contents: DraftContents, interface_language: str) -> Identification:
    return identify(contents.account, contents.country, interface_language)


def language_of(text: str, interface_language: str) -> str:
    """Of a message: as it reads, else what the page was in."""
    read = identify(text, None, interface_language).language if text else "und"
    return interface_language if read == "und" else read
