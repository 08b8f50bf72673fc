"""Facts, frames and registers for tests of reports."""

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, date, tzinfo
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from backend import clock
from backend.accounts.actions.organisations import NewOrganisation
from backend.accounts.actions.people import NewColleague
from backend.accounts.rules import OrganisationKind, Role
from backend.cases.rules.clocks import Limit
from backend.database.doors import transaction
from backend.reports.actions import publishing, writing
from backend.reports.actions.holding import Publisher
from backend.reports.jobs import compose_or_give_up
from backend.reports.models import FactRow
from backend.reports.queries.approved_tables import approved_tables
from backend.reports.rules.approved import Approved
from backend.reports.rules.editions import REASON
from backend.reports.rules.facts import Fact
from backend.reports.rules.frame import Frame, Office
from backend.reports.rules.periods import Period
from backend.sealing.tools import Tools
from backend.systems.actions import NewUpdate, add_version, record_update
from tests.factories.accounts import a_member, an_organisation
from tests.factories.systems import a_system

OFFICE = Office(UUID(int=1), "people-first-office", "TH")
QUARTER = Period(2026, 3)
_people = count(1)


@dataclass(frozen=True)
class MondayToFriday:
    """A calendar without any day off but weekends."""

    zone: tzinfo = UTC

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5


def a_fact(**changes: Any) -> Fact:
    """Received in the quarter in Thailand, open, of somebody who complained only once."""
    fields: dict[str, Any] = {
        "received_on": date(2026, 7, 6),
        "calendar": "TH",
        "country": "TH",
        "office_id": OFFICE.id,
        "complainant_key": next(_people).to_bytes(8, "big"),
        "language": "th",
        "channel": "web",
        "stage": "in_assessment",
    }
    return Fact(**fields | changes)


def facts_of(how_many: int, **changes: Any) -> list[Fact]:
    """So many complaints of as many people."""
    return [a_fact(**changes) for _ in range(how_many)]


@cache
def approved() -> Approved:
    return approved_tables()


def a_frame(**changes: Any) -> Frame:
    fields: dict[str, Any] = {
        "period": QUARTER,
        "office": OFFICE,
        "as_of": date(2026, 11, 2),
        "approved": approved(),
        "calendars": {"TH": MondayToFriday()},
        "limits": {
            "acknowledge": Limit(1, "working_days"),
            "assess": Limit(3, "working_days"),
            "decide": Limit(60, "working_days"),
        },
        "code_list_version": "0.1.0",
    }
    return Frame(**fields | changes)


async def noted(tools: Tools, facts: list[Fact]) -> None:
    """The worker's fact rows, as of cases that are destroyed already."""
    rows = [asdict(f) | {"updates": list(f.updates)} for f in facts]
    async with transaction(tools.engine) as session:
        await session.exec(
            insert(FactRow).values([r | {"fact_key": secrets.token_bytes(32)} for r in rows])
        )


@dataclass(frozen=True)
class Newsroom:
    """An office with figures for the quarter, and two people who may publish them."""

    office: NewOrganisation
    writer: NewColleague
    second: NewColleague

    def by(self, who: NewColleague) -> Publisher:
        return Publisher(self.office.id, who.id)


async def a_newsroom(tools: Tools, **changes: Any) -> Newsroom:
    """Sixty complaints of the quarter by the web, four on paper; ``changes`` are the office's."""
    office = await an_organisation(tools.engine, tools.keyring.master, **changes)
    both = [
        await a_member(tools.engine, office.id, Role.COMMUNICATIONS, name=name)
        for name in ("Mali", "Somsak")
    ]
    about = {"office_id": office.id, "category": "D", "t1_hours": 5.0, "t1_days": 1}
    await noted(tools, [*facts_of(60, **about), *facts_of(4, **about | {"channel": "paper"})])
    return Newsroom(office, *both)


async def a_draft(tools: Tools, room: Newsroom, period: Period = QUARTER) -> UUID:
    """Asked for and counted."""
    at, by = clock.now(), room.by(room.writer)
    async with transaction(tools.engine) as session:
        new = await publishing.request_draft(session, by, period, at, lag_days=0)
    await compose_or_give_up(tools, new)
    return new


async def written(tools: Tools, room: Newsroom, publication_id: UUID, **texts: str) -> None:
    """The summary in these languages; in English and Thai where none are given."""
    chosen = texts or {"en": "Many were refused.", "th": "หลายคนถูกปฏิเสธ"}
    async with transaction(tools.engine) as session:
        place = (publication_id, "summary")
        await writing.write_section(session, room.by(room.writer), place, chosen, clock.now())


async def a_published_report(tools: Tools, room: Newsroom, period: Period = QUARTER) -> str:
    """Its slug."""
    new = await a_draft(tools, room, period)
    await written(tools, room, new)
    await proposed_and_published(tools, room, new)
    return f"{room.office.slug}-{str(period).lower()}"


async def proposed_and_published(tools: Tools, room: Newsroom, publication_id: UUID) -> None:
    async with transaction(tools.engine) as session:
        await publishing.propose(session, room.by(room.writer), publication_id, clock.now())
        await publishing.publish(session, room.by(room.second), publication_id, clock.now())


async def an_update(tools: Tools, live_from: date = date(2026, 8, 3)) -> tuple[str, str]:
    """Of a system used in Thailand: the update's id and the system's slug."""
    owner = await an_organisation(
        tools.engine, tools.keyring.master, kind=OrganisationKind.SYSTEM_OWNER
    )
    system = await a_system(tools.engine, owner.id)
    words = {"what_changed": "Old records are ignored.", "why": "They were wrong."}
    async with transaction(tools.engine) as session:
        version = await add_version(session, system.id, "2.4", live_from)
        new = NewUpdate(system.id, version, live_from, owner.id, clock.now(), {"en": words})
        return str(await record_update(session, new)), system.slug


async def corrected_report(tools: Tools, room: Newsroom) -> str:
    """Published, then corrected because thirty complaints were missing. Its slug."""
    slug = await a_published_report(tools, room)
    await noted(tools, facts_of(30, office_id=room.office.id, category="T"))
    new = await a_draft(tools, room)
    reason = {"en": "Thirty were missing.", "th": "ขาดสามสิบเรื่อง"}
    async with transaction(tools.engine) as session:
        place = (new, REASON)
        await writing.write_section(session, room.by(room.writer), place, reason, clock.now())
    await proposed_and_published(tools, room, new)
    return slug
