"""What the office's page of a case shows of model updates."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.remedies.queries.answered import answering
from backend.triage.desk_routes.context import Section
from backend.triage.queries.work import Work


async def updates_of_case(session: AsyncSession, work: Work) -> Section:
    found = await answering(session, work.case.id, work.person.locale)
    return Section("remedies/case_section.html", found)
