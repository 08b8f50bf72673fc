"""What other capabilities need to know of one system."""

import re
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.asked import asked_once
from backend.systems.models import System
from backend.systems.queries.lines import SystemFacts

_SLUG = re.compile("[a-z0-9-]{1,80}")


async def system_facts(session: AsyncSession, slug: str) -> SystemFacts | None:
    system = await system_by_slug(session, slug)
    return _facts(system) if system else None


@asked_once
async def system_facts_by_id(session: AsyncSession, system_id: UUID) -> SystemFacts | None:
    system = (await session.exec(select(System).where(System.id == system_id))).first()
    return _facts(system) if system else None


def _facts(system: System) -> SystemFacts:
    return SystemFacts(system.id, system.slug, system.owner_id, system.sector)


async def system_by_slug(session: AsyncSession, slug: str) -> System | None:
    """None for what no slug can be: an address may hold signs that the database refuses."""
    if not _SLUG.fullmatch(slug):
        return None
    return (await session.exec(select(System).where(System.slug == slug))).first()


async def lock_system(session: AsyncSession, system_id: UUID) -> None:
    """Changes of one system happen one after another; only its owner can hold it."""
    await session.exec(select(System.id).where(System.id == system_id).with_for_update())
