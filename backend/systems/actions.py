"""Putting systems, versions, assessments and updates into the register."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insert_or_change
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.database.rows import add
from backend.errors import Absent, Conflict, Fault, Unacceptable
from backend.languages.versions import (
    NOBODY,
    WRITTEN_ANEW,
    Saved,
    TypedTexts,
    rewritten_fields,
    rows_of,
)
from backend.systems.models import (
    Assessment,
    ModelUpdate,
    ModelUpdateText,
    Oversight,
    System,
    SystemText,
    SystemVersion,
)
from backend.systems.queries.facts import system_facts, system_facts_by_id
from backend.systems.queries.pages import versions
from backend.systems.queries.texts import system_versions, update_versions
from backend.systems.queries.updates import owner_of_update


class WordsChanged(Conflict):
    """Somebody else saved other words since these were opened."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class NewSystem:
    """``texts``: locale → field (name, purpose, human_oversight, oversight_role) → text."""

    slug: str
    owner_id: UUID
    sector: str
    countries: tuple[str, ...]
    phase: str
    risk_tier: str
    risk_basis: str
    automation_level: str
    contact: str
    texts: dict[str, dict[str, str]]
    published_on: date
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class DeclaredOversight:
    """How people watch over a system; ``evidence_kind`` and ``evidence_on`` come together.

    Who does so is said in words, beside its name and purpose.
    """

    mode: str
    evidence_kind: str | None = None
    evidence_on: date | None = None


@dataclass(frozen=True)
class NewUpdate:
    """``texts``: locale → field (what_changed, why) → text."""

    system_id: UUID
    version_id: UUID
    live_from: date
    recorded_by: UUID
    recorded_at: datetime
    texts: dict[str, dict[str, str]]
    id: UUID = field(default_factory=uuid4)


async def register_system(session: AsyncSession, new: NewSystem) -> UUID:
    if await system_facts(session, new.slug):
        raise Unacceptable(Fault("slug", "slug_taken"))
    await add(
        session,
        System,
        id=new.id,
        slug=new.slug,
        owner_id=new.owner_id,
        sector=new.sector,
        countries=list(new.countries),
        phase=new.phase,
        risk_tier=new.risk_tier,
        risk_basis=new.risk_basis,
        automation_level=new.automation_level,
        contact=new.contact,
        published_on=new.published_on,
    )
    await write_words(session, new.id, new.texts, new.published_on)
    return new.id


async def write_words(
    session: AsyncSession, system_id: UUID, typed: TypedTexts, on: date, saved: Saved = NOBODY
) -> None:
    """Write what differs from what stands there; an emptied text is read no more.

    ``saved``: by whom, where it was typed beside the original.
    """
    present = (await system_versions(session, [system_id]))[system_id]
    changed = rewritten_fields(present, typed, saved)
    if not changed:
        return
    keep = {"system_id": system_id, "owner_id": await _owner(session, system_id)}
    rows = insert_or_change(SystemText).values(
        [keep | row | {"published_on": on} for row in rows_of(changed)]
    )
    await session.exec(
        rows.on_conflict_do_update(
            index_elements=["system_id", "field", "locale"],
            set_={name: rows.excluded[name] for name in WRITTEN_ANEW},
        )
    )


async def write_update_words(
    session: AsyncSession, update_id: UUID, typed: TypedTexts, on: date, saved: Saved = NOBODY
) -> None:
    """As ``write_words``, of a model update."""
    present = (await update_versions(session, [update_id]))[update_id]
    changed = rewritten_fields(present, typed, saved)
    if not changed:
        return
    owner_id = await owner_of_update(session, update_id)
    if owner_id is None:
        raise Absent
    keep = {"model_update_id": update_id, "owner_id": owner_id, "published_on": on}
    rows = insert_or_change(ModelUpdateText).values([keep | row for row in rows_of(changed)])
    await session.exec(
        rows.on_conflict_do_update(
            index_elements=["model_update_id", "field", "locale"],
            set_={name: rows.excluded[name] for name in WRITTEN_ANEW},
        )
    )


async def change_system(session: AsyncSession, system_id: UUID, values: dict[str, object]) -> None:
    """Phase, countries, contact and the like; ``values`` by column."""
    await session.exec(update(System).where(col(System.id) == system_id).values(values))


async def add_version(session: AsyncSession, system_id: UUID, name: str, live_from: date) -> UUID:
    if any(version.name == name for version in await versions(session, system_id)):
        raise Unacceptable(Fault("version_name", "version_exists"))
    version_id = uuid4()
    await add(
        session,
        SystemVersion,
        id=version_id,
        system_id=system_id,
        owner_id=await _owner(session, system_id),
        name=name,
        live_from=live_from,
        published_on=live_from,
    )
    return version_id


async def record_update(session: AsyncSession, new: NewUpdate) -> UUID:
    """Publish a model update in the register."""
    on, owner_id = new.recorded_at.date(), await _owner(session, new.system_id)
    await add(
        session,
        ModelUpdate,
        id=new.id,
        system_id=new.system_id,
        owner_id=owner_id,
        version_id=new.version_id,
        live_from=new.live_from,
        recorded_by=new.recorded_by,
        recorded_at=new.recorded_at,
        published_on=on,
    )
    await write_update_words(session, new.id, new.texts, on)
    return new.id


async def add_assessment(
    session: AsyncSession, system_id: UUID, kind: str, completed_on: date, valid_until: date
) -> None:
    await add(
        session,
        Assessment,
        id=uuid4(),
        system_id=system_id,
        owner_id=await _owner(session, system_id),
        kind=kind,
        status="completed",
        completed_on=completed_on,
        valid_until=valid_until,
        published_on=completed_on,
    )


async def declare_oversight(
    session: AsyncSession, system_id: UUID, declared: DeclaredOversight, on: date
) -> None:
    """What was declared before is replaced: reports count what holds now."""
    values: dict[str, object] = {
        "mode": declared.mode,
        "can_override": declared.mode != "none",
        "evidence_kind": declared.evidence_kind,
        "evidence_on": declared.evidence_on,
    }
    changed = update(Oversight).where(col(Oversight.system_id) == system_id).values(values)
    if (await session.exec(changed.returning(col(Oversight.id)))).first():
        return
    owner_id = await _owner(session, system_id)
    place = {"id": uuid4(), "system_id": system_id, "owner_id": owner_id, "published_on": on}
    await add(session, Oversight, **(place | values))


async def note_change(
    session: AsyncSession, by: tuple[UUID, UUID], system_id: UUID, what: str, at: datetime
) -> None:
    """``by``: organisation and member of staff. The record keeps that, not the words."""
    organisation_id, staff_id = by
    actor, facts = Actor("staff", staff_id), {"system": str(system_id)}
    happening = Happening(f"system.{what}", actor, organisation_id, (organisation_id,), at, facts)
    await record(session, happening)


async def _owner(session: AsyncSession, system_id: UUID) -> UUID:
    """Rows of a system carry its owner; whether that is who acts, the row policy says."""
    system = await system_facts_by_id(session, system_id)
    if system is None:
        raise Absent
    return system.owner_id
