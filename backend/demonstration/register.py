"""The register of AI systems, with versions, assessments and updates."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.demonstration.reading import data
from backend.systems.actions import (
    DeclaredOversight,
    NewSystem,
    NewUpdate,
    add_assessment,
    add_version,
    declare_oversight,
    record_update,
    register_system,
)
from backend.systems.queries.pages import version_named

VALID_FOR = timedelta(days=730)
PHASES = {"live": "production"}
OVERSEER = {
    "en": "officer on duty",
    "id": "petugas piket",
    "th": "เจ้าหน้าที่เวร",
    "my": "တာဝန်ကျ အရာရှိ",
}


async def load_systems(
    session: AsyncSession, organisations: dict[str, UUID], at: datetime
) -> dict[str, UUID]:
    """By slug."""
    return {
        entry["slug"]: await _system(session, organisations, entry, at) for entry in data("systems")
    }


async def _system(
    session: AsyncSession, organisations: dict[str, UUID], entry: dict[str, Any], at: datetime
) -> UUID:
    on = (at - timedelta(days=450)).date()
    texts = {
        locale: {
            "name": words["name"],
            "purpose": words["purpose"],
            "human_oversight": words["oversight"],
            **({"oversight_role": OVERSEER[locale]} if locale in OVERSEER else {}),
        }
        for locale, words in entry["texts"].items()
    }
    new = NewSystem(
        slug=entry["slug"],
        owner_id=organisations[entry["owner"]],
        sector=entry["sector"],
        countries=tuple(entry["countries"]),
        phase=PHASES.get(entry["phase"], entry["phase"]),
        risk_tier=entry["risk"]["tier"],
        risk_basis="portal_rule",
        automation_level="human_on_top_of_recommendation",
        contact=entry["contact"],
        texts=texts,
        published_on=on,
    )
    system_id = await register_system(session, new)
    for version in entry["versions"]:
        live = at - timedelta(days=version["live_from_days_ago"])
        await add_version(session, system_id, version["version"], live.date())
    for assessment in entry["assessments"]:
        done = (at - timedelta(days=assessment["days_ago"])).date()
        await add_assessment(session, system_id, "ethical", done, done + VALID_FOR)
    evidence = (at - timedelta(days=90)).date() if entry["assessments"] else None
    kind = "override_log" if evidence else None
    oversight = DeclaredOversight("over_the_loop", kind, evidence)
    await declare_oversight(session, system_id, oversight, on)
    return system_id


async def load_updates(
    session: AsyncSession, systems: dict[str, UUID], by: dict[str, UUID], at: datetime
) -> list[tuple[UUID, str, list[str]]]:
    """Each update's id, its system's slug and the kinds of complaint that it answers."""
    made = []
    for entry in data("updates"):
        live = at - timedelta(days=entry["live_from_days_ago"])
        owner = by[f"owner@{entry['system'].split('-')[0]}.example"]
        made.append(
            (
                await _update(session, (systems[entry["system"]], owner), entry, live),
                entry["system"],
                list(entry["answers"]),
            )
        )
    return made


async def _update(
    session: AsyncSession, about: tuple[UUID, UUID], entry: dict[str, Any], live: datetime
) -> UUID:
    system_id, owner = about
    version = await version_named(session, system_id, entry["version"])
    texts = {
        locale: {"what_changed": words["what"], "why": words["why"]}
        for locale, words in entry["texts"].items()
    }
    # Reports name an update by its id: the same each time, so that they have the same hash.
    known = uuid5(NAMESPACE_URL, f"demonstration {entry['system']} {entry['version']}")
    new = NewUpdate(system_id, version, live.date(), owner, live, texts, known)
    return await record_update(session, new)
