"""Where the days of an office begin, and which of its cases are open."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import kind_and_country
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.stages import Stage
from backend.jurisdictions.queries import zone_of
from backend.triage.rules.today import Day, day_of


async def office_day(session: AsyncSession, organisation_id: UUID, at: datetime) -> Day:
    _, country = await kind_and_country(session, organisation_id)
    return day_of(at, zone_of(country))


def open_stages() -> frozenset[Stage]:
    return frozenset(n for n, rule in workflow_named("standard").stages.items() if rule.open)
