"""Which language an account is in, as we read it."""

from dataclasses import dataclass

from backend.grievances.rules.draft import DraftContents
from backend.languages.identification import UNKNOWN, Identification, Prior, identify
from backend.languages.language_names import language_name
from backend.languages.locales import LOCALES, OURS

MOST_LIKELY = 3


@dataclass(frozen=True)
class Choice:
    """One language that may be chosen: ``value`` is empty where choosing it corrects nothing."""

    value: str
    name: str
    lang: str


@dataclass(frozen=True)
class LanguageRead:
    """How an account was read, for whoever wrote it.

    ``name`` is in the reader's language and empty where the language is unknown; ``chosen`` is the
    value of the choice that stands; ``prior`` is what decided between languages that were close.
    """

    name: str
    chosen: str
    likely: list[Choice]
    others: list[Choice]
    prior: Prior | None


def read_as(contents: DraftContents, interface_language: str) -> Identification:
    return identify(contents.account, contents.country, interface_language)


def language_read(found: Identification, corrected: str, locale: str) -> LanguageRead:
    """What was read first, then what else is likely, then the rest; ``corrected`` if it was."""
    read = found.language
    foreign = read not in {UNKNOWN, *OURS}
    near = [tag for tag, _ in found.ranked if tag in OURS][:MOST_LIKELY]
    first = dict.fromkeys(tag for tag in (read, *near, locale) if tag in OURS)
    own = {tag: Choice(tag, LOCALES[tag].autonym, tag) for tag in OURS}
    named = [Choice("", language_name(read, locale), locale)] if foreign else []
    return LanguageRead(
        name="" if read == UNKNOWN else language_name(read, locale),
        chosen=corrected or ("" if foreign else read),
        likely=named + [own[tag] for tag in first],
        others=[choice for tag, choice in own.items() if tag not in first],
        prior=found.prior,
    )


def language_of(text: str, interface_language: str) -> str:
    """Of a message: as it reads, else what the page was in."""
    read = identify(text, None, interface_language).language if text else UNKNOWN
    return interface_language if read == UNKNOWN else read
