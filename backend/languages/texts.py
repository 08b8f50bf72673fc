"""Texts that staff write in several languages, and which one a reader gets."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Worded:
    """A text and the language that it is in, so that a page can mark what is not in its own."""

    text: str
    language: str


def best_text(by_locale: Mapping[str, str], wanted: str, *then: str) -> Worded:
    """The wanted language, else those named, else English, else any; empty where there is none."""
    for tag in (wanted, *then, "en", *sorted(by_locale)):
        if by_locale.get(tag):
            return Worded(by_locale[tag], tag)
    return Worded("", wanted)
