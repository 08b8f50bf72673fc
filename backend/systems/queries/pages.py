"""One system with everything that the register says of it."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.languages.texts import best_text
from backend.systems.models import Assessment, Oversight, SystemVersion
from backend.systems.queries.facts import system_by_slug
from backend.systems.queries.lines import OversightLine, SystemPage, VersionLine
from backend.systems.queries.texts import line_of, system_texts
from backend.systems.queries.updates import updates


async def system_page(session: AsyncSession, slug: str, locale: str) -> SystemPage | None:
    system = await system_by_slug(session, slug)
    if system is None:
        return None
    texts = (await system_texts(session, [system.id]))[system.id]
    return SystemPage(
        line=line_of(system, texts, locale),
        oversight_text=best_text(texts.get("human_oversight", {}), locale),
        oversight_role=best_text(texts.get("oversight_role", {}), locale),
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


async def _oversights(session: AsyncSession, system_id: UUID) -> list[OversightLine]:
    query = select(Oversight).where(Oversight.system_id == system_id)
    return [
        OversightLine(o.mode, o.can_override, o.evidence_kind, o.evidence_on)
        for o in (await session.exec(query)).all()
    ]


async def assessments(session: AsyncSession) -> list[Assessment]:
    return list((await session.exec(select(Assessment))).all())


async def version_named(session: AsyncSession, system_id: UUID, name: str) -> UUID:
    query = select(SystemVersion.id).where(
        SystemVersion.system_id == system_id, SystemVersion.name == name
    )
    return (await session.exec(query)).one()
