"""The list of published reports, without their figures."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import and_, or_
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.reports.models import Publication
from backend.reports.rules.editions import State
from backend.reports.rules.periods import Period, read_period

PAGE = 25


class ReportFilter(BaseModel):
    """``update``: only reports that name this model update; ``after``: key of the last line."""

    model_config = ConfigDict(frozen=True)

    update: str = Field("", pattern="^[a-z0-9-]{0,80}$")
    after: str = Field("", pattern="^([0-9]{4}-Q[1-4]~[a-z0-9-]{1,80})?$")


@dataclass(frozen=True)
class ReportLine:
    """The version in force of one report."""

    slug: str
    number: int
    office_id: UUID
    period: Period
    provisional: bool
    published_on: date

    @property
    def key(self) -> str:
        """What the list is ordered by."""
        return f"{self.period}~{self.slug}"


_LISTED = (
    col(Publication.slug),
    col(Publication.number),
    col(Publication.office_id),
    col(Publication.period),
    col(Publication.provisional),
    col(Publication.published_on),
)


async def published_reports(
    session: AsyncSession, wanted: ReportFilter, *, limit: int = PAGE
) -> list[ReportLine]:
    """Newest period first; one more than ``limit`` says that there is a next page."""
    period, slug = col(Publication.period), col(Publication.slug)
    query = columns(*_LISTED).where(
        col(Publication.published_on).is_not(None),
        col(Publication.state) == State.PUBLISHED.value,
    )
    if wanted.update:
        named = {"updates": [{"id": wanted.update}]}
        query = query.where(col(Publication.figures).contains(named))
    if wanted.after:
        last, _, name = wanted.after.partition("~")
        query = query.where(or_(period < last, and_(period == last, slug > name)))
    query = query.order_by(period.desc(), slug).limit(limit + 1)
    rows = (await (await session.connection()).execute(query)).all()
    return [
        ReportLine(
            slug=row.slug,
            number=row.number,
            office_id=row.office_id,
            period=read_period(row.period),
            provisional=row.provisional,
            published_on=row.published_on,
        )
        for row in rows
    ]
