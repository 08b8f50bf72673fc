"""The taxonomy as values: categories, subtypes, remedies, and their names as messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.languages.messages import Message
from backend.languages.taxonomy_labels import CONTEXT

#: A complaint about this site itself.
ABOUT_THE_PORTAL = "K05"


@dataclass(frozen=True)
class Subtype:
    """``floor``: severity below which triage cannot go; ``category``: its letter."""

    code: str
    category: str
    name: Message
    floor: str


@dataclass(frozen=True)
class Category:
    """``plain`` is how a complainant would say it; they never see the rest."""

    code: str
    name: Message
    plain: Message


@dataclass(frozen=True)
class Taxonomy:
    version: str
    categories: Mapping[str, Category]
    subtypes: Mapping[str, Subtype]
    remedies: Mapping[str, Message]
    lifecycle_stages: Mapping[str, Message]
    root_causes: tuple[str, ...]
    referral_bodies: tuple[str, ...]


def label(text: str) -> Message:
    """Labels of the file are sources of translation, all in one context."""
    return Message(text, context=CONTEXT)


def read_taxonomy(data: Mapping[str, Any]) -> Taxonomy:
    subtypes = data["subtypes"].items()
    remedies = [*data["remedies_individual"], *data["remedies_systemic"]]
    return Taxonomy(
        version=data["version"],
        categories={
            code: Category(code, label(entry["name"]), label(entry["plain"]))
            for code, entry in data["categories"].items()
        },
        subtypes={
            code: Subtype(code, code[0], label(entry[0]), entry[3]) for code, entry in subtypes
        },
        remedies={entry["code"]: label(entry["name"]) for entry in remedies},
        lifecycle_stages={e["code"]: label(e["name"]) for e in data["lifecycle_stages"]},
        root_causes=tuple(data["root_causes"]),
        referral_bodies=tuple(data["referral_to"]),
    )
