"""Untrusted input about AI systems, into values."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.jurisdictions.queries import COUNTRIES
from backend.systems.actions import DeclaredOversight, NewSystem
from backend.systems.queries.sectors import sectors
from backend.systems.rules import (
    AUTOMATION_LEVELS,
    EVIDENCE_KINDS,
    MAY_BE_EMPTY,
    NOT_A_SLUG,
    OVERSIGHT_MODES,
    PHASES,
    RISK_BASES,
    RISK_TIERS,
    TEXT_FIELDS,
)
from backend.web.faults import Faults
from backend.web.forms import Form

LONGEST_CONTACT = 2000
LONGEST_VERSION = 80
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHORTEST_SLUG, _LONGEST_SLUG = 3, 80
CHOICES = {
    "phase": PHASES,
    "risk_tier": RISK_TIERS,
    "risk_basis": RISK_BASES,
    "automation_level": AUTOMATION_LEVELS,
}
#: locale → field → text
Texts = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Owned:
    """Whose system it is, the languages in which it must have its texts, and the day."""

    owner_id: UUID
    needed: tuple[str, ...]
    on: date


@dataclass(frozen=True)
class Facts:
    """What a system is, by column; and how people watch over it."""

    values: dict[str, object]
    oversight: DeclaredOversight


def texts_in(faults: Faults, form: Form, lengths: dict[str, int], owned: Owned) -> Texts:
    """Fields ``<name>_<language>`` in the needed languages; the editor of texts has the others."""
    return {
        tag: {
            name: (faults.text if name in MAY_BE_EMPTY else faults.needed)(
                form, f"{name}_{tag}", longest
            )
            for name, longest in lengths.items()
        }
        for tag in owned.needed
    }


def words(form: Form, owned: Owned) -> tuple[Texts, str]:
    """What people read of a system, and whom they can ask."""
    faults = Faults()
    texts = texts_in(faults, form, TEXT_FIELDS, owned)
    contact = faults.needed(form, "contact", LONGEST_CONTACT)
    faults.refuse()
    return texts, contact


def facts(form: Form) -> Facts:
    faults = Faults()
    found = _facts(faults, form)
    faults.refuse()
    return found


def new_system(form: Form, owned: Owned) -> tuple[NewSystem, DeclaredOversight]:
    faults = Faults()
    slug = _slug(faults, form)
    texts = texts_in(faults, form, TEXT_FIELDS, owned)
    contact = faults.needed(form, "contact", LONGEST_CONTACT)
    found = _facts(faults, form)
    faults.refuse()
    system = NewSystem(
        slug=slug,
        owner_id=owned.owner_id,
        contact=contact,
        texts=without_empty(texts),
        published_on=owned.on,
        **found.values,  # type: ignore[arg-type]  # checked by the faults above
    )
    return system, found.oversight


def version(form: Form) -> tuple[str, date]:
    faults = Faults()
    name = faults.needed(form, "version_name", LONGEST_VERSION)
    live_from = faults.needed_day(form, "version_live_from")
    faults.refuse()
    return name, live_from or date.min


def _slug(faults: Faults, form: Form) -> str:
    slug = form.text("slug").strip()
    long_enough = _SHORTEST_SLUG <= len(slug) <= _LONGEST_SLUG
    if not _SLUG.fullmatch(slug) or not long_enough or slug in NOT_A_SLUG:
        faults.add("slug", "slug_unusable")
    return slug


def _facts(faults: Faults, form: Form) -> Facts:
    countries = tuple(code for code in form.all("countries") if code in COUNTRIES)
    if not countries:
        faults.add("countries", "missing")
    values: dict[str, object] = {
        name: faults.chosen(form, name, tuple(choices)) for name, choices in CHOICES.items()
    }
    values["sector"] = faults.chosen(form, "sector", tuple(sectors()))
    values["countries"] = list(countries)
    return Facts(values, _oversight(faults, form))


def _oversight(faults: Faults, form: Form) -> DeclaredOversight:
    mode = faults.chosen(form, "oversight_mode", tuple(OVERSIGHT_MODES))
    kind = faults.choice(form, "evidence_kind", tuple(EVIDENCE_KINDS))
    seen = (faults.needed_day if kind else faults.day)(form, "evidence_on")
    if seen and not kind:
        faults.add("evidence_kind", "missing")
    return DeclaredOversight(mode, kind or None, seen)


def without_empty(texts: Texts) -> Texts:
    return {tag: {name: text for name, text in of.items() if text} for tag, of in texts.items()}
