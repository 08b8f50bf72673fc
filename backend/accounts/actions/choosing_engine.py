"""Switching the translation engine on and off, for one organisation. Without a row it is off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.models import EngineChoice
from backend.audit.actions import Actor, Happening, record


@dataclass(frozen=True)
class Chosen:
    """``engine``: the one that was agreed to, with the place where it stands."""

    engine: str
    active: bool
    changed_by: UUID
    changed_at: datetime


async def chosen_engine(session: AsyncSession, organisation_id: UUID) -> Chosen | None:
    row = await session.get(EngineChoice, organisation_id)
    return Chosen(row.engine, row.active, row.changed_by, row.changed_at) if row else None


async def engine_is_on(session: AsyncSession, organisation_id: UUID, engine: str | None) -> bool:
    """Only for the very engine that was agreed to: another place is another question."""
    if engine is None:
        return False
    chosen = await chosen_engine(session, organisation_id)
    return chosen is not None and chosen.active and chosen.engine == engine


async def switch_engine(
    session: AsyncSession, organisation_id: UUID, by: UUID, chosen: tuple[str, bool], at: datetime
) -> None:
    """``chosen``: the engine, and whether it is on from now on."""
    engine, active = chosen
    values = {"engine": engine, "active": active, "changed_by": by, "changed_at": at}
    row = insert(EngineChoice).values(organisation_id=organisation_id, **values)
    await session.exec(row.on_conflict_do_update(index_elements=["organisation_id"], set_=values))
    action = "engine.switched_on" if active else "engine.switched_off"
    facts = {"engine": engine}
    parties = (organisation_id,)
    await record(
        session, Happening(action, Actor("staff", by), organisation_id, parties, at, facts)
    )
