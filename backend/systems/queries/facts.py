"""What other capabilities need to know of one system."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.systems.models import System
from backend.systems.queries.lines import SystemFacts


async def system_facts(session: AsyncSession, slug: str) -> SystemFacts | None:
    system = await system_by_slug(session, slug)
    return _facts(system) if system else None


async def system_facts_by_id(session: AsyncSession, system_id: UUID) -> SystemFacts | None:
    system = (await session.exec(select(System).where(System.id == system_id))).first()
    return _facts(system) if system else None


def _facts(system: System) -> SystemFacts:
    return SystemFacts(system.id, system.slug, system.owner_id, system.sector)


async def system_by_slug(session: AsyncSession, slug: str) -> System | None:
    return (await session.exec(select(System).where(System.slug == slug))).first()
