"""Lists of an organisation's cases: by due time, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, cast, func, or_
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.cases.models import Act, Case
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.stages import Stage

PAGE = 25
MOST_COUNTED = 1000
#: What is due next stands first, and what has no time limit last.
DUE_NEXT = col(Case.due_at).asc().nulls_last(), col(Case.id)


@dataclass(frozen=True)
class CaseLine:
    """One case as a list shows it."""

    id: UUID
    reference: str
    stage: Stage
    category: str | None
    severity: str | None
    country: str
    language: str
    system_id: UUID | None
    assignee_id: UUID | None
    due_at: datetime | None
    late: bool
    filed_on: date


@dataclass(frozen=True)
class CaseFilter:
    """``category`` is a subtype or its first letter; ``ids`` are what a search found.

    ``standing_in``: for whom else ``assignee_id`` works now.
    ``due``: from, and before. ``moved``: a move, and since when it was taken.
    """

    handler_id: UUID
    stages: frozenset[Stage]
    category: str = ""
    country: str = ""
    language: str = ""
    severity: str = ""
    system_id: UUID | None = None
    assignee_id: UUID | None = None
    unassigned: bool = False
    late_at: datetime | None = None
    ids: tuple[UUID, ...] | None = None
    standing_in: tuple[UUID, ...] = ()
    owner_id: UUID | None = None
    due: tuple[datetime, datetime] | None = None
    filed_since: date | None = None
    moved: tuple[str, datetime] | None = None

    def narrows(self) -> bool:
        """By more than office and words."""
        chosen = (self.category, self.country, self.language, self.severity, self.system_id)
        counted = (self.owner_id, self.due, self.filed_since, self.moved)
        who = (self.assignee_id, self.unassigned, self.late_at)
        return any((*chosen, *counted, *who)) or self.stages < frozenset(Stage)

    def open_only(self) -> bool:
        stages = workflow_named("standard").stages
        return all(stage in stages and stages[stage].open for stage in self.stages)


_SHOWN = (
    col(Case.id),
    col(Case.reference),
    col(Case.stage),
    col(Case.category),
    col(Case.severity),
    col(Case.country),
    col(Case.language),
    col(Case.system_id),
    col(Case.assignee_id),
    col(Case.due_at),
    col(Case.late),
    col(Case.filed_on),
)


def _where(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    # The office as a plain "=": the row policy alone would not use the index.
    rules: list[ColumnElement[bool]] = [
        col(Case.handler_id) == wanted.handler_id,
        col(Case.stage).in_(sorted(wanted.stages)),
    ]
    if wanted.category:
        rules.append(col(Case.category).startswith(wanted.category, autoescape=True))
    equal = {"country": Case.country, "language": Case.language, "severity": Case.severity}
    rules += [
        col(column) == getattr(wanted, name)
        for name, column in equal.items()
        if getattr(wanted, name)
    ]
    return rules + _more(wanted) + _counted(wanted)


def _counted(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """What the page of the day counts, as it counts it."""
    rules: list[ColumnElement[bool]] = []
    if wanted.owner_id:
        rules.append(col(Case.owner_id) == wanted.owner_id)
    if wanted.due:
        rules += [is_due(wanted.due)]
    if wanted.filed_since:
        rules.append(col(Case.filed_on) >= wanted.filed_since)
    if wanted.moved:
        move, since = wanted.moved
        taken = columns(col(Act.case_id)).where(col(Act.move) == move, col(Act.at) >= since)
        rules.append(col(Case.id).in_(taken))
    return rules


def is_late(at: datetime) -> ColumnElement[bool]:
    return or_(col(Case.late), col(Case.due_at) < at)


def is_due(between: tuple[datetime, datetime]) -> ColumnElement[bool]:
    """Not late yet, and due within that time."""
    begin, end = between
    return and_(~col(Case.late), col(Case.due_at) >= begin, col(Case.due_at) < end)


def _more(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.system_id:
        rules.append(col(Case.system_id) == wanted.system_id)
    if wanted.assignee_id:
        rules.append(col(Case.assignee_id).in_([wanted.assignee_id, *wanted.standing_in]))
        if wanted.open_only():
            # Says no more, but lets the index of the open cases that people hold be used.
            rules.append(col(Case.closed_on).is_(None))
    if wanted.unassigned:
        rules.append(col(Case.assignee_id).is_(None))
    if wanted.late_at:
        rules.append(is_late(wanted.late_at))
    if wanted.ids is not None:
        # One array: a list of parameters for each id would be read anew each time.
        rules.append(col(Case.id) == any_(cast(list(wanted.ids), ARRAY(Uuid))))
    return rules


def _after(due_at: datetime | None, case_id: UUID) -> ColumnElement[bool]:
    """Rows behind a row, where those without a due time stand last."""
    if due_at is None:
        return and_(col(Case.due_at).is_(None), col(Case.id) > case_id)
    return or_(
        col(Case.due_at) > due_at,
        and_(col(Case.due_at) == due_at, col(Case.id) > case_id),
        col(Case.due_at).is_(None),
    )


async def case_lines(
    session: AsyncSession,
    wanted: CaseFilter,
    after: tuple[datetime | None, UUID] | None = None,
    limit: int = PAGE + 1,
) -> list[CaseLine]:
    """One more than a page holds, so that one sees whether there is another."""
    query = listed(wanted, after).limit(limit)
    rows = (await (await session.connection()).execute(query)).all()
    return [CaseLine(*row) for row in rows]


async def page_of_cases(
    session: AsyncSession, wanted: CaseFilter, after: tuple[datetime | None, UUID] | None = None
) -> tuple[list[CaseLine], int]:
    """As ``case_lines``, with their count as ``count_cases`` gives it: one question for most."""
    rows = (await (await session.connection()).execute(_page(wanted, after))).all()
    if after and not rows:
        return [], await count_cases(session, wanted)
    return [CaseLine(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


@lru_cache(maxsize=64)
def _page(
    wanted: CaseFilter, after: tuple[datetime | None, UUID] | None
) -> Select[*tuple[Any, ...]]:
    """Kept: most ask for their first page again, and writing it takes longer than reading it."""
    return listed(wanted, after, _counting(wanted).scalar_subquery())


def _counting(wanted: CaseFilter) -> Select[*tuple[Any, ...]]:
    some = columns(col(Case.id)).where(*_where(wanted)).limit(MOST_COUNTED + 1).subquery()
    return columns(func.count()).select_from(some)


def listed(
    wanted: CaseFilter, after: tuple[datetime | None, UUID] | None, *more: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """The columns of a line, and more; a page of them, what is due next first."""
    return in_order(wanted, after, *_SHOWN, *more).limit(PAGE + 1)


def in_order(
    wanted: CaseFilter, after: tuple[datetime | None, UUID] | None, *shown: Any
) -> Select[*tuple[Any, ...]]:
    query = columns(*shown).select_from(Case).where(*_where(wanted)).order_by(*DUE_NEXT)
    return query.where(_after(*after)) if after else query


async def count_cases(session: AsyncSession, wanted: CaseFilter) -> int:
    """At most one more than ``MOST_COUNTED``."""
    return int((await (await session.connection()).execute(_counting(wanted))).scalar_one())


async def lines_by_id(session: AsyncSession, ids: list[UUID]) -> dict[UUID, CaseLine]:
    """Of the cases that the told organisation may see."""
    query = columns(*_SHOWN).where(col(Case.id).in_(ids))
    rows = (await (await session.connection()).execute(query)).all()
    return {row.id: CaseLine(**row._asdict()) for row in rows}
