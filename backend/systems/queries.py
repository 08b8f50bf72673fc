"""Reading the register of AI systems."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.texts import Worded, best_text, by_field
from backend.systems.models import (
    Assessment,
    ModelUpdate,
    ModelUpdateText,
    Oversight,
    System,
    SystemText,
    SystemVersion,
)

PAGE = 25


@dataclass(frozen=True)
class SystemLine:
    """One system as a list shows it."""

    id: UUID
    slug: str
    owner_id: UUID
    name: Worded
    purpose: Worded
    sector: str
    countries: tuple[str, ...]
    phase: str


@dataclass(frozen=True)
class SystemFacts:
    """What other capabilities need to know of a system."""

    id: UUID
    slug: str
    owner_id: UUID
    sector: str


@dataclass(frozen=True)
class VersionLine:
    id: UUID
    name: str
    live_from: date


@dataclass(frozen=True)
class UpdateLine:
    """A model update as the register shows it; how many cases it answered stands in reports."""

    id: UUID
    version: str
    live_from: date
    what_changed: Worded
    why: Worded


@dataclass(frozen=True)
class OversightLine:
    mode: str
    role: str
    can_override: bool
    evidence_on: date | None


@dataclass(frozen=True)
class SystemPage:
    line: SystemLine
    oversight_text: Worded
    contact: str
    risk_tier: str
    risk_basis: str
    automation_level: str
    oversights: tuple[OversightLine, ...]
    versions: tuple[VersionLine, ...]
    updates: tuple[UpdateLine, ...]


class RegisterFilter(BaseModel):
    """``q`` is looked for in names and purposes, in any language; ``after`` is the last slug."""

    model_config = ConfigDict(frozen=True)

    q: str = Field("", max_length=200)
    country: str = Field("", max_length=2)
    after: str = Field("", max_length=80)


async def published_systems(
    session: AsyncSession, wanted: RegisterFilter, locale: str, *, limit: int = PAGE
) -> list[SystemLine]:
    """Published systems by slug; one more than ``limit`` says that there is a next page."""
    query = select(System).where(col(System.published_on).is_not(None))
    if wanted.country:
        query = query.where(col(System.countries).contains([wanted.country]))
    if wanted.after:
        query = query.where(System.slug > wanted.after)
    if wanted.q:
        like = f"%{wanted.q.replace('%', '').replace('_', '')}%"
        named = select(SystemText.system_id).where(col(SystemText.text).ilike(like))
        query = query.where(or_(col(System.id).in_(named), col(System.slug).ilike(like)))
    systems = (await session.exec(query.order_by(System.slug).limit(limit + 1))).all()
    texts = await _texts(session, [system.id for system in systems])
    return [_line(system, texts[system.id], locale) for system in systems]


async def system_choices(session: AsyncSession, locale: str) -> list[SystemLine]:
    """Every published system, for the page that asks which one; the register is small."""
    return await published_systems(session, RegisterFilter(), locale, limit=500)


async def system_lines(
    session: AsyncSession, ids: list[UUID], locale: str
) -> dict[UUID, SystemLine]:
    systems = (await session.exec(select(System).where(col(System.id).in_(ids)))).all()
    texts = await _texts(session, ids)
    return {system.id: _line(system, texts[system.id], locale) for system in systems}


async def system_facts(session: AsyncSession, slug: str) -> SystemFacts | None:
    system = await _by_slug(session, slug)
    return _facts(system) if system else None


async def system_facts_by_id(session: AsyncSession, system_id: UUID) -> SystemFacts | None:
    system = (await session.exec(select(System).where(System.id == system_id))).first()
    return _facts(system) if system else None


def _facts(system: System) -> SystemFacts:
    return SystemFacts(system.id, system.slug, system.owner_id, system.sector)


async def _by_slug(session: AsyncSession, slug: str) -> System | None:
    return (await session.exec(select(System).where(System.slug == slug))).first()


async def systems_of_owner(session: AsyncSession, owner_id: UUID, locale: str) -> list[SystemLine]:
    query = select(System).where(System.owner_id == owner_id).order_by(System.slug)
    systems = (await session.exec(query)).all()
    texts = await _texts(session, [system.id for system in systems])
    return [_line(system, texts[system.id], locale) for system in systems]


async def system_page(session: AsyncSession, slug: str, locale: str) -> SystemPage | None:
    system = await _by_slug(session, slug)
    if system is None:
        return None
    texts = (await _texts(session, [system.id]))[system.id]
    return SystemPage(
        line=_line(system, texts, locale),
        oversight_text=best_text(texts.get("human_oversight", {}), locale),
        contact=system.contact,
        risk_tier=system.risk_tier,
        risk_basis=system.risk_basis,
        automation_level=system.automation_level,
        oversights=tuple(await _oversights(session, system.id)),
        versions=tuple(await versions(session, system.id)),
        updates=tuple(await updates(session, system.id, locale)),
    )


async def versions(session: AsyncSession, system_id: UUID) -> list[VersionLine]:
    query = (
        select(SystemVersion)
        .where(SystemVersion.system_id == system_id)
        .order_by(col(SystemVersion.live_from).desc())
    )
    return [VersionLine(v.id, v.name, v.live_from) for v in (await session.exec(query)).all()]


async def updates(session: AsyncSession, system_id: UUID, locale: str) -> list[UpdateLine]:
    query = (
        select(ModelUpdate, SystemVersion.name)
        .join(SystemVersion, col(SystemVersion.id) == ModelUpdate.version_id)
        .where(ModelUpdate.system_id == system_id, col(ModelUpdate.published_on).is_not(None))
        .order_by(col(ModelUpdate.live_from).desc())
    )
    rows = (await session.exec(query)).all()
    words = await _update_texts(session, [update.id for update, _ in rows])
    return [
        UpdateLine(
            id=update.id,
            version=version,
            live_from=update.live_from,
            what_changed=best_text(words[update.id].get("what_changed", {}), locale),
            why=best_text(words[update.id].get("why", {}), locale),
        )
        for update, version in rows
    ]


def _line(system: System, texts: dict[str, dict[str, str]], locale: str) -> SystemLine:
    return SystemLine(
        id=system.id,
        slug=system.slug,
        owner_id=system.owner_id,
        name=best_text(texts.get("name", {}), locale),
        purpose=best_text(texts.get("purpose", {}), locale),
        sector=system.sector,
        countries=tuple(system.countries),
        phase=system.phase,
    )


async def _texts(
    session: AsyncSession, ids: list[UUID]
) -> defaultdict[UUID, dict[str, dict[str, str]]]:
    query = select(SystemText).where(col(SystemText.system_id).in_(ids))
    rows: defaultdict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for text in (await session.exec(query)).all():
        rows[text.system_id].append((text.field, text.locale, text.text))
    return defaultdict(dict, {key: by_field(value) for key, value in rows.items()})


async def _update_texts(
    session: AsyncSession, ids: list[UUID]
) -> defaultdict[UUID, dict[str, dict[str, str]]]:
    query = select(ModelUpdateText).where(col(ModelUpdateText.model_update_id).in_(ids))
    rows: defaultdict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for text in (await session.exec(query)).all():
        rows[text.model_update_id].append((text.field, text.locale, text.text))
    return defaultdict(dict, {key: by_field(value) for key, value in rows.items()})


async def _oversights(session: AsyncSession, system_id: UUID) -> list[OversightLine]:
    query = select(Oversight).where(Oversight.system_id == system_id)
    return [
        OversightLine(o.mode, o.role, o.can_override, o.evidence_on)
        for o in (await session.exec(query)).all()
    ]


async def assessments(session: AsyncSession) -> list[Assessment]:
    return list((await session.exec(select(Assessment))).all())


async def version_named(session: AsyncSession, system_id: UUID, name: str) -> UUID:
    query = select(SystemVersion.id).where(
        SystemVersion.system_id == system_id, SystemVersion.name == name
    )
    return (await session.exec(query)).one()
