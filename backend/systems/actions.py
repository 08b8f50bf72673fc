"""Putting systems, versions, assessments and updates into the register."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as insert_or_change
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.systems.models import (
    Assessment,
    ModelUpdate,
    ModelUpdateText,
    Oversight,
    System,
    SystemText,
    SystemVersion,
)


@dataclass(frozen=True)
class NewSystem:
    """``texts``: locale → field (name, purpose, human_oversight) → text."""

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
    await session.exec(
        insert(System).values(
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
    )
    for locale, fields in new.texts.items():
        for name, text in fields.items():
            await write_system_text(session, new.id, (name, locale), text, new.published_on)
    return new.id


async def write_system_text(
    session: AsyncSession, system_id: UUID, place: tuple[str, str], text: str, on: date
) -> None:
    """``place`` is the field and the locale; what stood there before is replaced."""
    row = insert_or_change(SystemText).values(
        system_id=system_id, field=place[0], locale=place[1], text=text, of_version=1,
        published_on=on,
    )  # fmt: skip
    await session.exec(
        row.on_conflict_do_update(
            index_elements=["system_id", "field", "locale"],
            set_={"text": text, "of_version": SystemText.of_version + 1},
        )
    )


async def add_version(session: AsyncSession, system_id: UUID, name: str, live_from: date) -> UUID:
    version_id = uuid4()
    await session.exec(
        insert(SystemVersion).values(
            id=version_id,
            system_id=system_id,
            name=name,
            live_from=live_from,
            published_on=live_from,
        )
    )
    return version_id


async def record_update(session: AsyncSession, new: NewUpdate) -> UUID:
    """Publish a model update in the register."""
    on = new.recorded_at.date()
    await session.exec(
        insert(ModelUpdate).values(
            id=new.id,
            system_id=new.system_id,
            version_id=new.version_id,
            live_from=new.live_from,
            recorded_by=new.recorded_by,
            recorded_at=new.recorded_at,
            published_on=on,
        )
    )
    rows = [
        {
            "model_update_id": new.id, "field": name, "locale": locale, "text": text,
            "of_version": 1, "published_on": on,
        }
        for locale, fields in new.texts.items()
        for name, text in fields.items()
    ]  # fmt: skip
    await session.exec(insert(ModelUpdateText).values(rows))
    return new.id


async def add_assessment(
    session: AsyncSession, system_id: UUID, kind: str, completed_on: date, valid_until: date
) -> None:
    await session.exec(
        insert(Assessment).values(
            id=uuid4(),
            system_id=system_id,
            kind=kind,
            status="completed",
            completed_on=completed_on,
            valid_until=valid_until,
            published_on=completed_on,
        )
    )


async def add_oversight(
    session: AsyncSession, system_id: UUID, mode: str, evidence_on: date | None, on: date
) -> None:
    await session.exec(
        insert(Oversight).values(
            id=uuid4(),
            system_id=system_id,
            mode=mode,
            role="",
            can_override=True,
            evidence_kind="override_log" if evidence_on else None,
            evidence_on=evidence_on,
            published_on=on,
        )
    )
