"""Counting an office's open cases, and the moves of its last days."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import any_, func
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Act, Case
from backend.cases.queries.queue import is_due, is_late
from backend.cases.rules.counted import OpenCases
from backend.cases.rules.stages import Stage


@dataclass(frozen=True)
class Counting:
    """Whose open cases, and where their days begin."""

    handler_id: UUID
    stages: frozenset[Stage]
    at: datetime
    new_since: date
    today: tuple[datetime, datetime]
    tomorrow: tuple[datetime, datetime]


async def count_open_cases(session: AsyncSession, wanted: Counting) -> list[OpenCases]:
    """One reading of the open cases; the groups are few."""
    kinds = (col(Case.stage), col(Case.assignee_id), col(Case.owner_id))
    every = func.count()
    query = (
        columns(
            *kinds,
            every.label("open"),
            every.filter(col(Case.filed_on) >= wanted.new_since).label("new"),
            every.filter(is_late(wanted.at)).label("late"),
            every.filter(is_due(wanted.today)).label("due_today"),
            every.filter(is_due(wanted.tomorrow)).label("due_tomorrow"),
        )
        .where(col(Case.handler_id) == wanted.handler_id)
        .where(col(Case.stage).in_(sorted(wanted.stages)))
        .group_by(*kinds)
    )
    rows = (await (await session.connection()).execute(query)).all()
    return [OpenCases(**row._asdict()) for row in rows]


async def count_moves(session: AsyncSession, handler_id: UUID, since: datetime) -> dict[str, int]:
    """Move → how many cases of the office took it since then."""
    # Whose case it is stands on the act too, which nobody but the handler may see.
    query = (
        columns(col(Act.move), func.count(col(Act.case_id).distinct()))
        .where(col(Act.at) >= since, any_(col(Act.parties)) == handler_id)
        .group_by(col(Act.move))
    )
    rows = (await (await session.connection()).execute(query)).all()
    return {str(move): int(number) for move, number in rows}


async def oldest_open(
    session: AsyncSession, handler_id: UUID, stages: frozenset[Stage], most: int
) -> list[tuple[str, Stage, date]]:
    """Reference, stage and day of filing of those that have waited longest."""
    query = (
        columns(col(Case.reference), col(Case.stage), col(Case.filed_on))
        .where(col(Case.handler_id) == handler_id, col(Case.stage).in_(sorted(stages)))
        # Says no more, but lets the index of open cases by age be used.
        .where(col(Case.closed_on).is_(None))
        .order_by(col(Case.filed_at), col(Case.id))
        .limit(most)
    )
    rows = (await (await session.connection()).execute(query)).all()
    return [(row.reference, row.stage, row.filed_on) for row in rows]
