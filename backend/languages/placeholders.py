"""What a translation must keep: placeholders, percent signs and tags."""

import re
from collections import Counter

PLACEHOLDER = re.compile(r"%\((?P<name>\w+)\)s")
#: What pseudo-translation and checks leave as it is: placeholders, tags, character references.
UNTOUCHED = re.compile(r"%\(\w+\)s|%%|</?[A-Za-z][^<>]*>|&[#\w]+;")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def names(text: str) -> Counter[str]:
    """How often each placeholder stands in the text."""
    return Counter(PLACEHOLDER.findall(text))


def stray_percent(text: str) -> bool:
    """Whether a percent sign would make the formatting fail: neither placeholder nor ``%%``."""
    return "%" in PLACEHOLDER.sub("", text).replace("%%", "")


def keeps_placeholders(form: str, source: str, plural: str | None = None) -> bool:
    """Whether one form of a translation can stand for its source.

    In a plural message each form has what both source forms have, and nothing that neither has:
    "One case is late" needs no number.
    """
    if stray_percent(form):
        return False
    if plural is None:
        return names(form) == names(source)
    present = set(names(form))
    singular_names, plural_names = set(names(source)), set(names(plural))
    return singular_names & plural_names <= present <= singular_names | plural_names
