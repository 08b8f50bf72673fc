"""Starting, pausing and stopping the clocks of a case, and its next due time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine
from backend.cases.models import Clock
from backend.cases.queries.clocks import clocks_of
from backend.cases.rules.case import KnownCase
from backend.cases.rules.clocks import Limit, RunningClock, due_at, earliest, resumed
from backend.cases.rules.workflow import ClockChanges
from backend.jurisdictions.queries import first_action, limits, working_calendar


def due_times(
    names: Iterable[str], office: OrganisationLine, at: datetime, severity: str | None = None
) -> dict[str, datetime]:
    """When each clock would be due if it started now, in the office's working days."""
    calendar = working_calendar(office.country, office.subdivision)
    known = limits(office.country)
    due = {name: due_at(at, Limit(*known[name]), calendar) for name in names}  # type: ignore[arg-type]
    if severity and "acknowledge" in due:
        sooner = due_at(at, Limit(*first_action(severity)), calendar)  # type: ignore[arg-type]
        due["acknowledge"] = min(due["acknowledge"], sooner)
    return due


async def start_clocks(
    session: AsyncSession,
    case: tuple[UUID, tuple[UUID, ...]],
    due: dict[str, datetime],
    at: datetime,
) -> None:
    """``case`` is its id and its parties; what the complainant is told is the day it is due."""
    case_id, parties = case
    if due:
        await session.exec(
            insert(Clock).values(
                [
                    {
                        "case_id": case_id,
                        "id": uuid4(),
                        "parties": list(parties),
                        "name": name,
                        "started_at": at,
                        "due_at": when,
                        "told_on": when.date(),
                        "paused_hours": 0.0,
                    }
                    for name, when in due.items()
                ]
            )
        )


async def change_clocks(
    session: AsyncSession,
    case: KnownCase,
    changes: ClockChanges,
    office: OrganisationLine,
    at: datetime,
) -> datetime | None:
    """Carry the changes out; gives when the case is due next."""
    running = {clock.name: clock for clock in await clocks_of(session, case.id)}
    for name in changes.stop & running.keys():
        await _set(session, case.id, name, stopped_at=at)
        del running[name]
    for name in changes.pause & running.keys():
        await _set(session, case.id, name, paused_at=at)
        running[name] = _paused(running[name], at)
    for name in changes.resume & running.keys():
        goes_on = resumed(running[name], at)
        await _set(
            session, case.id, name, paused_at=None, due_at=goes_on.due_at,
            paused_hours=goes_on.paused_hours,
        )  # fmt: skip
        running[name] = goes_on
    if changes.start and changes.start not in running:
        due = due_times([changes.start], office, at)
        await start_clocks(session, (case.id, (case.handler_id,)), due, at)
        running[changes.start] = RunningClock(changes.start, at, due[changes.start])
    return earliest(list(running.values()))


def _paused(clock: RunningClock, at: datetime) -> RunningClock:
    return RunningClock(clock.name, clock.started_at, clock.due_at, at, clock.paused_hours)


async def _set(session: AsyncSession, case_id: UUID, name: str, **values: object) -> None:
    await session.exec(
        update(Clock)
        .where(col(Clock.case_id) == case_id, col(Clock.name) == name)
        .where(col(Clock.stopped_at).is_(None))
        .values(**values)
    )
