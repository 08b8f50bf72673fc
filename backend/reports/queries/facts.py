"""Reading fact rows. Only the worker may."""

from uuid import UUID

from sqlalchemy import Date, Integer, and_, bindparam, cast, func, or_
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.reports.models import FactRow
from backend.reports.rules.facts import Fact
from backend.reports.rules.periods import Period

_NAMES = tuple(Fact.__dataclass_fields__)
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
#: Received by the end of the period, and received, open, closed or decided in it.
_IN_PERIOD = and_(
    col(FactRow.received_on) <= _LAST,
    or_(
        col(FactRow.received_on) >= _FIRST,
        col(FactRow.closed_on).is_(None),
        col(FactRow.closed_on) >= _FIRST,
        col(FactRow.received_on) + cast(func.floor(col(FactRow.t5_hours) / 24), Integer) >= _FIRST,
    ),
)
_ANSWERED = func.cardinality(col(FactRow.updates)) > 0
_COUNTED = columns(*(getattr(FactRow, name) for name in _NAMES)).where(
    col(FactRow.office_id) == bindparam("office_id"), or_(_IN_PERIOD, _ANSWERED)
)


async def facts_of_period(session: AsyncSession, office_id: UUID, period: Period) -> list[Fact]:
    """All that may stand in a figure of the office's report, however old."""
    asked = {"office_id": office_id, "first": period.first, "last": period.last}
    rows = await (await session.connection()).execute(_COUNTED, asked)
    return [
        Fact(**{**dict(zip(_NAMES, row, strict=True)), "updates": tuple(row.updates)})
        for row in rows
    ]


async def office_of_fact(session: AsyncSession, fact_key: bytes) -> UUID | None:
    """The office in whose reports a case counts; none where it is not noted yet."""
    query = select(col(FactRow.office_id)).where(col(FactRow.fact_key) == fact_key)
    return (await session.exec(query)).first()
