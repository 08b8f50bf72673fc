"""A report as a thing that people make: its states, its sections, who may do what with it."""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from backend.languages.messages import Message, msg
from backend.languages.versions import FieldVersions, TextState, state_of
from backend.reports.rules.names import TITLES

#: Who composed a report that a command built; whoever proposes it then stands for it.
OPERATOR = UUID(int=0)
#: Characters of one text in one language.
LONGEST_TEXT = 10_000
LONGEST_REASON = 2_000
#: Beside the sections: why a correction was made.
REASON = "correction"


class State(StrEnum):
    """Where a version of a report stands."""

    COMPOSING = "composing"
    FAILED = "failed"
    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    REPLACED = "replaced"


#: Versions that are still being worked on; there is at most one of a report.
IN_WORK = (State.COMPOSING, State.FAILED, State.DRAFT, State.PROPOSED)

STATE_NAMES: dict[State, Message] = {
    State.COMPOSING: msg("Being counted", "state of a report"),
    State.FAILED: msg("Could not be counted", "state of a report"),
    State.DRAFT: msg("Draft", "state of a report"),
    State.PROPOSED: msg("Proposed for publication", "state of a report"),
    State.PUBLISHED: msg("Published", "state of a report"),
    State.REPLACED: msg("Replaced by a correction", "state of a report"),
}


class Section(NamedTuple):
    """``metrics`` are those whose tables and findings stand in it."""

    id: str
    title: Message
    metrics: tuple[str, ...] = ()


SECTIONS: tuple[Section, ...] = (
    Section("summary", msg("In short")),
    Section("received", TITLES["M6"], ("M6",)),
    Section("times", TITLES["M4"], ("M4",)),
    Section("open", TITLES["M7"], ("M7",)),
    Section("outcomes", TITLES["M8"], ("M8", "M10")),
    Section("owners", TITLES["M13"], ("M13",)),
    Section("updates", TITLES["updates"], ("updates",)),
    Section("register", msg("AI systems in the register"), ("M1", "M2")),
    Section("learned", msg("What we learned")),
    Section("not_done", msg("What is not done yet")),
)
SECTION_IDS = frozenset(section.id for section in SECTIONS)
REASON_TITLE = msg("Why it is corrected")


def title_of(section: str) -> Message:
    return next((each.title for each in SECTIONS if each.id == section), REASON_TITLE)


def slug_of(office: str, period: str) -> str:
    """The address of a report, whatever its version: ``th-office-2026-q3``."""
    return f"{office}-{period.lower()}"


def is_slug(text: str) -> bool:
    """Whether it could be the address of a report at all."""
    return re.fullmatch(r"[a-z0-9-]{1,80}", text) is not None


#: Section → locale → text.
Texts = dict[str, dict[str, str]]


def changed_texts(typed: Texts, kept: Texts) -> Texts:
    """Of what was typed only what differs from what is kept."""
    changed = {
        section: {
            locale: text
            for locale, text in texts.items()
            if text != kept.get(section, {}).get(locale, "")
        }
        for section, texts in typed.items()
    }
    return {section: texts for section, texts in changed.items() if texts}


def mark_of(texts: Mapping[str, Mapping[str, str]]) -> str:
    """Says by a few signs whether texts are still those that somebody has before them."""
    filled = {s: {k: v for k, v in each.items() if v} for s, each in texts.items()}
    whole = json.dumps({s: each for s, each in filled.items() if each}, sort_keys=True)
    return sha256(whole.encode()).hexdigest()[:16]


def behind_texts(kept: FieldVersions) -> list[tuple[str, str]]:
    """Section and locale of each text whose original was changed since."""
    return [
        (section.id, locale)
        for section in SECTIONS
        for locale in kept.get(section.id, {})
        if state_of(kept[section.id], locale) is TextState.BEHIND
    ]


def missing_texts(
    texts: Texts, locales: tuple[str, ...], reason: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Section and locale of each text that has to be written before publishing.

    The summary always; another section only where it was begun. ``reason`` of a correction.
    """
    begun = [s.id for s in SECTIONS if s.id == "summary" or any(texts.get(s.id, {}).values())]
    missing = [
        (section, locale)
        for section in begun
        for locale in locales
        if not texts.get(section, {}).get(locale)
    ]
    if reason is not None:
        missing += [(REASON, locale) for locale in locales if not reason.get(locale)]
    return missing
