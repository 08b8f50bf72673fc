"""Keeping one fact row for each case, under a key that leads back to no case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import OrganisationLine, held_keys, organisation
from backend.audit.actions import WORKER, Happening, record
from backend.audit.queries import RecordFilter, events
from backend.cases.actions.clocks import calendar_of
from backend.cases.queries.cases import lock_case, timeline
from backend.cases.queries.clocks import clock_rows
from backend.cases.queries.objections import objections
from backend.cases.rules.case import KnownCase
from backend.cases.rules.clocks import Limit
from backend.cases.rules.objections import objection_counted
from backend.cases.rules.stages import Outcome, Stage
from backend.clock import to_the_hour
from backend.database.of_case import tables_held
from backend.database.rows import put
from backend.database.wire import together
from backend.grievances.queries.answers import first_answer_at
from backend.grievances.queries.engine_requests import translated_by_machine
from backend.grievances.queries.stories import contact
from backend.grievances.queries.translations import is_translated, times_disputed
from backend.jurisdictions.queries import country, working_calendar
from backend.remedies.queries.answered import updates_answering
from backend.reports.models import FactRow
from backend.reports.queries.facts import office_of_fact
from backend.reports.rules.durations import (
    AFTER_DECISION,
    History,
    decided_at,
    durations,
    limit_met,
)
from backend.reports.rules.people import complainant_key, fact_key
from backend.sealing.keys import Keyring
from backend.sealing.queries import keys_for_organisation
from backend.systems.queries.facts import system_facts_by_id
from backend.triage.queries.asked import asked_of_owner


@dataclass(frozen=True)
class Noting:
    """A case, the office that handles it, and when it is looked at."""

    case: KnownCase
    office: OrganisationLine
    at: datetime


async def note_facts(session: AsyncSession, keyring: Keyring, case_id: UUID, at: datetime) -> None:
    """Bring the case's fact up to date. The fact of a destroyed case stays as it was."""
    # Held: of two jobs about one case the later would else write down what the earlier saw.
    case = await lock_case(session, case_id)
    if case and not case.destroyed_on:
        await note_facts_of(session, keyring, [case], at)


async def note_facts_of(
    session: AsyncSession, keyring: Keyring, cases: Sequence[KnownCase], at: datetime
) -> None:
    """Whoever calls holds them. What all have is asked of all at once."""
    ids = [case.id for case in cases]
    for query in (timeline, clock_rows, first_answer_at, tables_held):
        await query.of_each(session, ids)
    await office_of_fact.of_each(session, [_key(keyring, case) for case in cases])
    async with together(session):
        for case in cases:
            await _note(session, keyring, case, at)


def _key(keyring: Keyring, case: KnownCase) -> bytes:
    return fact_key(keyring.master.facts_key, case.id)


async def _note(session: AsyncSession, keyring: Keyring, case: KnownCase, at: datetime) -> None:
    key = _key(keyring, case)
    # A case that is handed over stays with the office that received it: no count moves.
    noted_at = await office_of_fact(session, key)
    office = await organisation(session, noted_at or case.handler_id, "en")
    if office is None:
        return
    noting = Noting(case, office, at)
    values = await _values(session, noting)
    # Who complained is found out at first, and stays.
    person = await _person(session, keyring, noting) if noted_at is None else b""
    values |= {"fact_key": key, "complainant_key": person}
    await put(session, FactRow, stays="complainant_key", **values)


async def _values(session: AsyncSession, noting: Noting) -> dict[str, Any]:
    case = noting.case
    history = await _history(session, noting)
    calendar = calendar_of(noting.office)
    asked = await asked_of_owner(session, case.id, noting.at)
    return {
        **_codes(noting),
        **await _system(session, case),
        **durations(history, calendar),
        "paused_hours": await _paused_hours(session, noting),
        "legal_limit_met": _legal_limit_met(noting, history),
        **await _translations(session, case.id),
        "objection": objection_counted(await objections(session, case.id)),
        "machine_translated": await translated_by_machine(session, case.id),
        "requests_asked": asked.asked,
        "requests_in_time": asked.in_time,
        "requests_unanswered": asked.unanswered,
        "updates": [str(update) for update in await updates_answering(session, case.id)],
    }


def _codes(noting: Noting) -> dict[str, Any]:
    case, office = noting.case, noting.office
    return {
        "received_on": case.filed_on,
        "calendar": "-".join(filter(None, (office.country, office.subdivision))),
        "country": case.country,
        "office_id": office.id,
        "category": case.category[0] if case.category else None,
        "subtype": case.category if case.category and len(case.category) > 1 else None,
        "severity": case.severity,
        "language": case.language,
        "language_read": case.language_read,
        "language_corrected_by": case.language_corrected_by.value,
        "channel": case.channel,
        "stage": case.stage.value,
        "closed_on": case.closed_on,
        "outcome": _outcome(case),
    }


def _outcome(case: KnownCase) -> str | None:
    """A case that was reopened has none for now."""
    if case.stage is Stage.WITHDRAWN:
        return Outcome.WITHDRAWN.value
    settled = case.stage in {Stage.DECIDED, Stage.REMEDY_PENDING, Stage.CLOSED, Stage.REFERRED}
    return case.outcome.value if settled and case.outcome else None


async def _system(session: AsyncSession, case: KnownCase) -> dict[str, Any]:
    system = await system_facts_by_id(session, case.system_id) if case.system_id else None
    return {
        "system_id": case.system_id,
        "owner_id": case.owner_id or (system.owner_id if system else None),
        "sector": system.sector if system else None,
    }


async def _translations(session: AsyncSession, case_id: UUID) -> dict[str, Any]:
    return {
        "translated": await is_translated(session, case_id),
        "translations_disputed": await times_disputed(session, case_id),
    }


async def _history(session: AsyncSession, noting: Noting) -> History:
    case = noting.case
    entered = [(entry.at, entry.stage) for entry in await timeline(session, case.id)]
    return History(
        filed_at=case.filed_at,
        stage=case.stage,
        entered=entered,
        answered_at=await first_answer_at(session, case.id),
        solved_at=await _solved_at(session, case) if case.stage in AFTER_DECISION else None,
    )


async def _solved_at(session: AsyncSession, case: KnownCase) -> datetime | None:
    said = RecordFilter(case.handler_id, action="case.solved", case_id=case.id)
    solved = await events(session, said)
    return solved[0].at if solved else None


async def _paused_hours(session: AsyncSession, noting: Noting) -> float:
    """Whole hours of waiting for the complainant, which stop the clock of the decision."""
    hours = 0.0
    for clock in await clock_rows(session, noting.case.id):
        if clock.name == "decide":
            waiting = clock.paused_at if clock.stopped_at is None else None
            since = (noting.at - waiting).total_seconds() / 3600 if waiting else 0.0
            hours = max(hours, clock.paused_hours + max(since, 0.0))
    return float(round(hours))


def _legal_limit_met(noting: Noting, history: History) -> bool | None:
    known = country(noting.case.country).legal_limit
    if known is None:
        return None
    calendar = working_calendar(noting.case.country, None)
    limit = Limit(*known)
    return limit_met(history.filed_at, decided_at(history), (limit, calendar), noting.at)


async def _person(session: AsyncSession, keyring: Keyring, noting: Noting) -> bytes:
    """Opens the contact once in a case's life; the opening is an event."""
    case = noting.case
    key = keyring.master.complainant_key(case.filed_on.year)
    if case.contact_way == "none":
        return complainant_key(key, case.id, None, None)
    held = await held_keys(session, keyring, case.handler_id)
    keys = await keys_for_organisation(session, case.id, held)
    details = await contact(session, case.id, keys["contact"]) if "contact" in keys else None
    opened = Happening(
        "contact.opened",
        WORKER,
        case.id,
        (case.handler_id,),
        to_the_hour(noting.at),
        {"reason": "counting"},
    )
    await record(session, opened)
    if details is None:
        return complainant_key(key, case.id, None, None)
    return complainant_key(key, case.id, details.email, details.phone)
