"""The queue of an office: what is due next stands on top."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import colleagues, held_keys
from backend.accounts.queries.absences import absent_for, today_at
from backend.cases.queries.cases import case_by_reference
from backend.cases.queries.queue import (
    MOST_COUNTED,
    PAGE,
    CaseFilter,
    CaseLine,
    page_of_cases,
)
from backend.cases.queries.searched import Searched, searched_cases
from backend.cases.rules.references import read_reference
from backend.cases.rules.stages import Stage
from backend.database.questions import Questions
from backend.grievances.queries.translations import disputed_cases
from backend.sealing.keys import Keyring
from backend.systems.queries.facts import system_facts
from backend.systems.queries.listing import system_lines
from backend.triage.queries.days import office_day, open_stages
from backend.triage.queries.near import cases_nearly_about
from backend.triage.queries.searching import ways_in_tokens
from backend.triage.rules.queue import QueueFilter
from backend.web.forms import read_id
from backend.web.paging import read_after, write_after

NOTHING = UUID(int=0)


@dataclass(frozen=True)
class QueuePage:
    """``next`` is what comes after this page; ``names`` are those of systems and colleagues.

    ``disputed``: cases in which a translation is said to be wrong. ``nearly``: no case holds the
    very words that were searched; these hold words that are one slip away from them.
    """

    lines: list[CaseLine]
    total: int
    more_than_counted: bool
    next: str
    systems: dict[UUID, str]
    people: dict[UUID, str]
    disputed: set[UUID]
    nearly: bool


@dataclass(frozen=True)
class Asking:
    """Whose queue, for whom, when."""

    organisation_id: UUID
    staff_id: UUID
    locale: str
    at: datetime


async def queue(
    session: AsyncSession, keyring: Keyring, asking: Asking, wanted: QueueFilter
) -> QueuePage:
    rules = await _rules(session, asking, wanted)
    found = await _found(session, keyring, rules, wanted)
    nearly = bool(wanted.q) and not found.total
    if nearly:
        held = await held_keys(session, keyring, asking.organisation_id)
        near = await cases_nearly_about(session, held, wanted.q)
        found = await _listed(session, replace(rules, ids=tuple(near)), wanted)
    shown = found.lines[:PAGE]
    ids = [line.system_id for line in shown if line.system_id]
    systems = await system_lines(session, ids, asking.locale) if ids else {}
    async with Questions(session) as ask:
        people = ask(colleagues(session, asking.organisation_id))
        disputed = ask(disputed_cases(session, [line.id for line in shown]))
    return QueuePage(
        shown,
        found.total,
        found.more,
        write_after(shown[-1].due_at, shown[-1].id) if len(found.lines) > PAGE else "",
        {key: line.name.text for key, line in systems.items()},
        {member.id: member.name for member in people.answer},
        disputed.answer,
        nearly and bool(shown),
    )


async def _found(
    session: AsyncSession, keyring: Keyring, rules: CaseFilter, wanted: QueueFilter
) -> Searched:
    reference = read_reference(wanted.q)
    if reference:
        case = await case_by_reference(session, reference, rules.handler_id)
        return await _listed(session, replace(rules, ids=(case.id,) if case else ()), wanted)
    if not wanted.q:
        return await _listed(session, rules, wanted)
    held = await held_keys(session, keyring, rules.handler_id)
    ways = ways_in_tokens(wanted.q, held.search)
    if not ways:
        return Searched([], 0, more=False)
    return await searched_cases(session, rules, ways, read_after(wanted.after))


async def _listed(session: AsyncSession, rules: CaseFilter, wanted: QueueFilter) -> Searched:
    if rules.ids == ():
        return Searched([], 0, more=False)
    lines, total = await page_of_cases(session, rules, read_after(wanted.after))
    return Searched(lines, min(total, MOST_COUNTED), total > MOST_COUNTED)


async def _rules(session: AsyncSession, asking: Asking, wanted: QueueFilter) -> CaseFilter:
    # Whoever searches looks for a case wherever it stands; a move may have closed it.
    usual = frozenset(Stage) if wanted.q or wanted.moved else open_stages()
    chosen = {Stage(wanted.stage)} if wanted.stage else usual
    mine = wanted.whose == "mine"
    rules = CaseFilter(
        handler_id=asking.organisation_id,
        stages=frozenset(chosen),
        category=wanted.category,
        country=wanted.country,
        language=wanted.language,
        severity=wanted.severity,
        system_id=await _system(session, wanted.system) if wanted.system else None,
        assignee_id=asking.staff_id if mine else None,
        unassigned=wanted.whose == "unassigned",
        late_at=asking.at if wanted.whose == "late" else None,
        standing_in=await _standing_in(session, asking) if mine else (),
    )
    return await _counted(session, asking, wanted, rules) if wanted.counted() else rules


async def _counted(
    session: AsyncSession, asking: Asking, wanted: QueueFilter, rules: CaseFilter
) -> CaseFilter:
    """As the page of the day counts."""
    day = await office_day(session, asking.organisation_id, asking.at)
    return replace(
        rules,
        assignee_id=rules.assignee_id or read_id(wanted.person),
        owner_id=read_id(wanted.owner),
        due=day.due(wanted.due) if wanted.due else None,
        filed_since=day.since if wanted.filed else None,
        moved=(wanted.moved, day.yesterday) if wanted.moved else None,
    )


async def _standing_in(session: AsyncSession, asking: Asking) -> tuple[UUID, ...]:
    today = await today_at(session, asking.organisation_id, asking.at)
    return tuple(await absent_for(session, asking.organisation_id, asking.staff_id, today))


async def _system(session: AsyncSession, slug: str) -> UUID:
    facts = await system_facts(session, slug)
    return facts.id if facts else NOTHING
