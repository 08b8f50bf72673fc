"""Reading fact rows. Only the worker may."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.reports.models import FactRow
from backend.reports.rules.facts import Fact

_PLAIN = tuple(name for name in Fact.__dataclass_fields__ if name != "updates")


async def facts_of_office(session: AsyncSession, office_id: UUID) -> list[Fact]:
    rows = (await session.exec(select(FactRow).where(FactRow.office_id == office_id))).all()
    return [
        Fact(**{name: getattr(row, name) for name in _PLAIN}, updates=tuple(row.updates))
        for row in rows
    ]


async def office_of_fact(session: AsyncSession, fact_key: bytes) -> UUID | None:
    """The office in whose reports a case counts; none where it is not noted yet."""
    query = select(col(FactRow.office_id)).where(col(FactRow.fact_key) == fact_key)
    return (await session.exec(query)).first()
