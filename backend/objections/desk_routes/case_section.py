"""On the case's own page: that somebody objects, and the way to decide it or to set it aside."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.objections.queries import objections_shown
from backend.triage.desk_routes.context import Section
from backend.triage.queries.work import Work


async def objections_of_case(session: AsyncSession, work: Work) -> Section:
    shown = await objections_shown(session, work) if "account" in work.keys else None
    return Section("objections/case_section.html", shown)
