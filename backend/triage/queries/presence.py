"""Who else of the office has a case open now."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import staff_names
from backend.triage.models import Presence
from backend.triage.queries.work import Work
from backend.triage.rules.presence import HERE_FOR, PresentPerson


async def others_here(session: AsyncSession, work: Work) -> list[PresentPerson]:
    query = (
        select(Presence.id, Presence.writing)
        .where(Presence.case_id == work.case.id, Presence.id != work.person.id)
        .where(col(Presence.seen_at) > work.at - HERE_FOR)
    )
    here: dict[UUID, bool] = dict((await session.exec(query)).all())
    if not here:
        return []
    names = await staff_names(session, work.person.organisation_id, list(here))
    found = [PresentPerson(name, here[key]) for key, name in names.items()]
    return sorted(found, key=lambda person: person.name)
