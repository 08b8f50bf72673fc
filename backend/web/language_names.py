"""Names of languages on pages, where a text may be in one that nobody recognised."""

from collections.abc import Callable
from functools import partial

from backend.languages.identification import UNKNOWN
from backend.languages.language_names import language_name
from backend.languages.messages import msg
from backend.web.reader import worded

ANOTHER = msg("Another language")


def named_in(locale: str) -> Callable[[str], str]:
    """What a page calls a language by its tag, in the reader's words."""
    return partial(_named, locale)


def _named(locale: str, tag: str) -> str:
    return worded(ANOTHER, locale) if tag == UNKNOWN else language_name(tag, locale)
