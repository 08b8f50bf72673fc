"""Days off by proclamation: entering them, and setting the open clocks of a place anew.

A day counts from the moment at which the job sets the clocks: until then everybody reckons without
it, from then on everybody with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import Update, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, organisations
from backend.audit.actions import WORKER, Actor, Happening, record
from backend.cases.actions.clocks import calendar_of, limits_of
from backend.cases.models import Case, Clock
from backend.cases.queries.clocks import running_since
from backend.cases.rules.clocks import RunningClock, earliest
from backend.cases.rules.days_off import set_anew, told_later
from backend.database.queue import enqueue
from backend.errors import Absent, Fault, Unacceptable
from backend.jurisdictions.actions import (
    NewDayOff,
    keep_day_off,
    keep_told,
    keep_withdrawn,
    note_applied,
    note_told,
    note_undone,
)
from backend.jurisdictions.queries import OfficeCalendar, working_calendar
from backend.jurisdictions.queries.days_off import DayOff, day_off, held_entries


@dataclass(frozen=True)
class Change:
    """Of one office: its calendars before and after, and the moment.

    ``others``: entries for the same day that concern it too, withdrawn ones included.
    """

    office: OrganisationLine
    calendars: tuple[OfficeCalendar, OfficeCalendar]
    day: DayOff
    others: list[DayOff]
    at: datetime

    @property
    def since(self) -> datetime:
        """The begin of the day, where the office is: what ended before it stays."""
        return datetime.combine(self.day.day, time(), self.calendars[0].zone)

    def is_new(self) -> bool:
        """For this office: no other entry has the day off already, or still."""
        return not any(other.counts_at(self.at) for other in self.others)

    def is_news(self, clock: RunningClock) -> bool:
        """Whether the day told at its start reckoned without this day, and has not moved for it."""
        began = clock.started_at
        known = any(entry.counts_at(began) for entry in (self.day, *self.others))
        return not known and not any(other.moved_since(began) for other in self.others)


class DayNotFree(Unacceptable):
    code = "day_not_free"

    def __init__(self) -> None:
        super().__init__(Fault("day", self.code))


async def proclaim(
    session: AsyncSession, office: OrganisationLine, new: NewDayOff, by: tuple[UUID, datetime]
) -> None:
    """A day on which offices of the place would have worked; a job sets their clocks anew."""
    staff_id, at = by
    calendar = working_calendar(new.country, new.subdivision, office.days_off)
    made = None
    if calendar.is_working_day(new.day):
        made = await keep_day_off(session, new, (office.id, staff_id), at)
    if made is None:
        raise DayNotFree
    await _entered(session, made, "organisation.day_off", by)


async def let_be_told(session: AsyncSession, day_id: UUID, by: tuple[UUID, datetime]) -> None:
    """From now on complainants read the reason, and the days that they were told move."""
    if not await keep_told(session, day_id):
        raise Absent
    await _entered(session, day_id, "organisation.day_off_told", by)


async def withdraw(session: AsyncSession, day_id: UUID, by: tuple[UUID, datetime]) -> None:
    """Offices work on it after all. What complainants were told is never moved to be earlier."""
    if not await keep_withdrawn(session, day_id, *by):
        raise Absent
    await _entered(session, day_id, "organisation.day_off_withdrawn", by)


async def _entered(
    session: AsyncSession, day_id: UUID, action: str, by: tuple[UUID, datetime]
) -> None:
    """On the record of every office concerned: another office's administrator may have done it."""
    day = await day_off(session, day_id)
    if day is None:
        raise Absent
    parties = tuple(office.id for office in await offices_concerned(session, day))
    actor, facts = Actor("staff", by[0]), {"day": day.day.isoformat()}
    about = day.organisation_id
    await record(session, Happening(action, actor, about, parties, by[1], facts))
    await enqueue(session, "cases.apply_day_off", day_id=str(day_id))


async def apply_day_off(session: AsyncSession, day_id: UUID, at: datetime) -> None:
    """Bring the open clocks to what was entered or withdrawn, once, whole or not at all."""
    asked = await day_off(session, day_id)
    if asked is None:
        return
    entries = {entry.id: entry for entry in await held_entries(session, asked)}
    day = entries.pop(day_id)
    if day.applied_at is None and day.withdrawn_at is None:
        for change in await _changes(session, (day, entries.values()), at, off=True):
            await _set_clocks(session, change)
        await note_applied(session, day_id, at)
        day = replace(day, applied_at=at)
    elif day.applied_at and day.withdrawn_at and day.undone_at is None:
        for change in await _changes(session, (day, entries.values()), at, off=False):
            await _set_clocks(session, change)
        await note_undone(session, day_id, at)
    if day.told and day.told_at is None and day.withdrawn_at is None:
        for change in await _changes(session, (day, entries.values()), at, off=True):
            await _tell(session, change)
        await _give_reason_anew(session, day, entries.values())
        await note_told(session, day_id, at)


async def offices_concerned(session: AsyncSession, day: DayOff) -> list[OrganisationLine]:
    known = await organisations(session, "en")
    return [o for o in known.values() if day.concerns((o.country, o.subdivision))]


def _calendars(
    office: OrganisationLine, day: date, *, off: bool
) -> tuple[OfficeCalendar, OfficeCalendar]:
    """Before and after the day is off, or is so no more."""
    present = calendar_of(office)
    without = replace(present, off=present.off - {day})
    with_it = replace(present, off=present.off | {day})
    return (without, with_it) if off else (with_it, without)


async def _changes(
    session: AsyncSession, entered: tuple[DayOff, Iterable[DayOff]], at: datetime, *, off: bool
) -> list[Change]:
    """``entered``: the entry, and the others for that day."""
    day, others = entered
    changes = []
    for office in await offices_concerned(session, day):
        place = (office.country, office.subdivision)
        same = [other for other in others if other.concerns(place)]
        changes.append(Change(office, _calendars(office, day.day, off=off), day, same, at))
    return changes


async def _set_clocks(session: AsyncSession, change: Change) -> None:
    if not change.is_new():
        return
    running = await running_since(session, change.office.id, change.since)
    for case_id, clocks in running.items():
        await _set_case(session, change, case_id, clocks)


async def _set_case(
    session: AsyncSession, change: Change, case_id: UUID, clocks: list[RunningClock]
) -> None:
    moved = [
        set_anew(c, limits_of(c.name, change.office), change.calendars, change.day.day)
        for c in clocks
    ]
    changed = [(new, old) for new, old in zip(moved, clocks, strict=True) if new != old]
    for new, _ in changed:
        ahead = {"escalated_at": None} if new.due_at > change.at else {}
        await session.exec(_clock(case_id, new.name).values(due_at=new.due_at, **ahead))
    if changed:
        due = earliest(moved)
        late = due is not None and due < change.at
        await session.exec(
            update(Case).where(col(Case.id) == case_id).values(due_at=due, late=late)
        )


def _clock(case_id: UUID, name: str) -> Update:
    """The one of that name which has not stopped."""
    return (
        update(Clock)
        .where(col(Clock.case_id) == case_id, col(Clock.name) == name)
        .where(col(Clock.stopped_at).is_(None))
    )


async def _tell(session: AsyncSession, change: Change) -> None:
    """Days told without it move, and the reason stands beside them; for one day once."""
    running = await running_since(session, change.office.id, change.since)
    for case_id, clocks in running.items():
        await _tell_case(session, change, case_id, [c for c in clocks if change.is_news(c)])


async def _give_reason_anew(session: AsyncSession, day: DayOff, others: Iterable[DayOff]) -> None:
    """Beside what moved for an entry that was withdrawn since stands this one's reason now."""
    gone = [o.id for o in others if o.withdrawn_at and o.subdivision == day.subdivision]
    if gone:
        moved = update(Clock).where(col(Clock.told_because).in_(gone))
        running = moved.where(col(Clock.stopped_at).is_(None))
        await session.exec(running.values(told_because=day.id))


async def _tell_case(
    session: AsyncSession, change: Change, case_id: UUID, clocks: list[RunningClock]
) -> None:
    told = False
    for clock in clocks:
        limits = limits_of(clock.name, change.office)
        later = told_later(clock, limits, change.calendars, change.day.day)
        if later:
            values = {"told_on": later, "told_before": clock.told_on, "told_because": change.day.id}
            await session.exec(_clock(case_id, clock.name).values(**values))
            told = True
    if told:
        about = (change.office.id,)
        await record(session, Happening("case.told_later", WORKER, case_id, about, change.at))
        await enqueue(session, "grievances.tell_complainant", case_id=str(case_id), template="news")
