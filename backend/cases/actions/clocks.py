"""Starting, pausing and stopping the clocks of a case, and its next due time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine
from backend.cases.models import Clock
from backend.cases.queries.clocks import clocks_of
from backend.cases.rules.case import KnownCase
from backend.cases.rules.clocks import Due, Limit, RunningClock, due, due_at, earliest, resumed
from backend.cases.rules.workflow import ClockChanges
from backend.database.rows import add_all
from backend.jurisdictions.queries import (
    OfficeCalendar,
    country,
    first_action,
    limits,
    working_calendar,
)


def due_times(
    names: Iterable[str], office: OrganisationLine, at: datetime, severity: str | None = None
) -> dict[str, Due]:
    """When each clock would be due if it started now, in the office's working days."""
    calendar = calendar_of(office)
    known = {name: due(at, limits_of(name, office), calendar) for name in names}
    if severity and "acknowledge" in known:
        sooner = due_at(at, Limit(*first_action(severity)), calendar)
        if sooner < known["acknowledge"].at:
            known["acknowledge"] = Due(sooner, sooner.date())
    return known


def calendar_of(office: OrganisationLine) -> OfficeCalendar:
    return working_calendar(office.country, office.subdivision, office.days_off)


def local_day(office: OrganisationLine, at: datetime) -> date:
    """Days are those of the place where the office is."""
    return at.astimezone(calendar_of(office).zone).date()


def limits_of(name: str, office: OrganisationLine) -> tuple[Limit, Limit | None]:
    """Our own limit and, for the decision, that of the country's law or charter."""
    legal = country(office.country).legal_limit if name == "decide" else None
    own = limits(office.country)[name]
    return Limit(*own), Limit(*legal) if legal else None


async def start_clocks(
    session: AsyncSession,
    case: tuple[UUID, tuple[UUID, ...]],
    known: dict[str, Due],
    at: datetime,
) -> None:
    """``case`` is its id and its parties."""
    case_id, parties = case
    if known:
        await add_all(
            session,
            Clock,
            [
                {
                    "case_id": case_id,
                    "id": uuid4(),
                    "parties": list(parties),
                    "name": name,
                    "started_at": at,
                    "due_at": when.at,
                    "told_on": when.told_on,
                    "paused_hours": 0.0,
                }
                for name, when in known.items()
            ],
        )


async def change_clocks(
    session: AsyncSession,
    case: KnownCase,
    changes: ClockChanges,
    office: OrganisationLine,
    at: datetime,
) -> datetime | None:
    """Carry the changes out; gives when the case is due next."""
    running: dict[str, RunningClock] = {c.name: c for c in await clocks_of(session, case.id)}
    for name in changes.stop & running.keys():
        await _set(session, case.id, name, stopped_at=at)
        del running[name]
    for name in changes.pause & running.keys():
        await _set(session, case.id, name, paused_at=at)
        running[name] = _paused(running[name], at)
    for name in changes.resume & running.keys():
        goes_on = resumed(running[name], at, limits_of(name, office)[0], calendar_of(office))
        await _set(
            session, case.id, name, paused_at=None, due_at=goes_on.due_at,
            paused_hours=goes_on.paused_hours, told_on=goes_on.told_on,
        )  # fmt: skip
        running[name] = goes_on
    known = due_times(sorted(changes.start - running.keys()), office, at)
    await start_clocks(session, (case.id, (case.handler_id,)), known, at)
    running |= {name: RunningClock(name, at, when.at) for name, when in known.items()}
    return earliest(list(running.values()))


def _paused(clock: RunningClock, at: datetime) -> RunningClock:
    return replace(clock, paused_at=at)


async def _set(session: AsyncSession, case_id: UUID, name: str, **values: object) -> None:
    await session.exec(
        update(Clock)
        .where(col(Clock.case_id) == case_id, col(Clock.name) == name)
        .where(col(Clock.stopped_at).is_(None))
        .values(**values)
    )
