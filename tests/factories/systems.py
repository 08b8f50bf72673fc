"""AI systems in the register, as their owners register them."""

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from backend.database.doors import transaction
from backend.systems.actions import NewSystem, register_system

TEXTS = {
    "en": {
        "name": "Pension check",
        "purpose": "It decides whether a pension is paid.",
        "human_oversight": "An officer can change each decision.",
    }
}


async def a_system(engine: AsyncEngine, owner_id: UUID, **changes: object) -> NewSystem:
    """A published system in use in Thailand with texts in English, unless changed."""
    values: dict[str, object] = {
        "slug": f"system-{secrets.token_hex(4)}",
        "owner_id": owner_id,
        "sector": "SE3",
        "countries": ("TH",),
        "phase": "production",
        "risk_tier": "high",
        "risk_basis": "portal_rule",
        "automation_level": "human_on_top_of_recommendation",
        "contact": "ai@example.org",
        "texts": TEXTS,
        "published_on": date(2026, 1, 5),
    }
    new = NewSystem(**(values | changes))
    async with transaction(engine, organisation=owner_id) as session:
        await register_system(session, new)
    return new
