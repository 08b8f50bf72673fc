"""The queue of an office: what is due next stands on top."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import colleagues, held_keys
from backend.cases.queries.cases import case_by_reference
from backend.cases.queries.queue import (
    MOST_COUNTED,
    PAGE,
    CaseFilter,
    CaseLine,
    case_lines,
    count_cases,
)
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.references import read_reference
from backend.cases.rules.stages import Stage
from backend.grievances.queries.translations import disputed_cases
from backend.sealing.keys import Keyring
from backend.systems.queries.facts import system_facts
from backend.systems.queries.listing import system_lines
from backend.triage.queries.near import cases_nearly_about
from backend.triage.queries.searching import Found, cases_about
from backend.triage.rules.queue import QueueFilter
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
    rules = await _rules(session, keyring, asking, wanted)
    found, total = await _found(session, rules, wanted)
    nearly = bool(wanted.q) and total == (0, False)
    if nearly:
        held = await held_keys(session, keyring, asking.organisation_id)
        near = await cases_nearly_about(session, held, wanted.q)
        found, total = await _found(session, replace(rules, ids=tuple(near)), wanted)
    shown = found[:PAGE]
    ids = [line.system_id for line in shown if line.system_id]
    systems = await system_lines(session, ids, asking.locale) if ids else {}
    people = await colleagues(session, asking.organisation_id)
    return QueuePage(
        shown,
        *total,
        write_after(shown[-1].due_at, shown[-1].id) if len(found) > PAGE else "",
        {key: line.name.text for key, line in systems.items()},
        {member.id: member.name for member in people},
        await disputed_cases(session, [line.id for line in shown]),
        nearly and bool(shown),
    )


async def _found(
    session: AsyncSession, rules: CaseFilter, wanted: QueueFilter
) -> tuple[list[CaseLine], tuple[int, bool]]:
    if rules.ids == ():
        return [], (0, False)
    lines = await case_lines(session, rules, read_after(wanted.after))
    return lines, await _total(session, rules, lines)


async def _total(
    session: AsyncSession, rules: CaseFilter, found: list[CaseLine]
) -> tuple[int, bool]:
    """How many there are at least, and whether there are more."""
    if not rules.holding:
        total = await count_cases(session, rules)
        return min(total, MOST_COUNTED), total > MOST_COUNTED
    # Holding each case against the words takes time: no more is counted than is shown.
    if rules.narrows() or len(found) <= PAGE:
        return min(len(found), PAGE), len(found) > PAGE
    return MOST_COUNTED, True


async def _rules(
    session: AsyncSession, keyring: Keyring, asking: Asking, wanted: QueueFilter
) -> CaseFilter:
    open_ones = {n for n, rule in workflow_named("standard").stages.items() if rule.open}
    chosen = {Stage(wanted.stage)} if wanted.stage else open_ones
    found = await _searched(session, keyring, asking, wanted.q) if wanted.q else None
    if found is not None and not wanted.stage:
        chosen = set(Stage)
    return CaseFilter(
        handler_id=asking.organisation_id,
        stages=frozenset(chosen),
        category=wanted.category,
        country=wanted.country,
        language=wanted.language,
        severity=wanted.severity,
        system_id=await _system(session, wanted.system) if wanted.system else None,
        assignee_id=asking.staff_id if wanted.whose == "mine" else None,
        unassigned=wanted.whose == "unassigned",
        late_at=asking.at if wanted.whose == "late" else None,
        ids=found.ids if found and not found.holding else None,
        holding=found.holding if found else (),
    )


async def _searched(session: AsyncSession, keyring: Keyring, asking: Asking, typed: str) -> Found:
    reference = read_reference(typed)
    if reference:
        case = await case_by_reference(session, reference, asking.organisation_id)
        return Found((case.id,) if case else ())
    held = await held_keys(session, keyring, asking.organisation_id)
    return await cases_about(session, held, typed)


async def _system(session: AsyncSession, slug: str) -> UUID:
    facts = await system_facts(session, slug)
    return facts.id if facts else NOTHING
