"""From receipt to investigation: acknowledge, classify, assign, ask the person."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.queries import colleagues
from backend.accounts.queries.absences import stand_ins, today_at
from backend.accounts.rules import WORKING_ON_CASES
from backend.cases.actions.describing import describe_case
from backend.cases.actions.moves import take_step
from backend.cases.queries.workflow_files import taxonomy, taxonomy_version
from backend.cases.rules.languages import corrected_by_staff
from backend.cases.rules.severity import URGENT, severity
from backend.database.queue import enqueue, enqueue_first
from backend.errors import Fault, Unacceptable
from backend.systems.queries.facts import system_facts
from backend.triage.actions.writing import reason, say
from backend.triage.queries.work import Work
from backend.triage.rules.typed import Described, Words


async def acknowledge(session: AsyncSession, work: Work, words: Words) -> None:
    await take_step(session, work.case.id, work.step("acknowledge"))
    if words.text:
        await say(session, work, words.text)


async def assess(session: AsyncSession, work: Work, described: Described) -> None:
    values = await _values(session, work, described)
    facts = {name: values[name] for name in ("category", "severity")}
    await take_step(session, work.case.id, work.step("assess", values=values, facts=facts))
    await _index(session, work, values)
    await call_if_urgent(session, work, values["severity"])


async def classify(session: AsyncSession, work: Work, described: Described) -> None:
    """Correct an assessment without moving the case."""
    values = await _values(session, work, described)
    facts = {name: values[name] for name in ("category", "severity")}
    await describe_case(session, work.case.id, work.step("classified", values=values, facts=facts))
    await _index(session, work, values)
    await call_if_urgent(session, work, values["severity"])


async def correct_language(session: AsyncSession, work: Work, language: str) -> None:
    """Say that a complaint is in another language than it was read as."""
    if language == work.case.language:
        return
    facts = {"from_language": work.case.language, "to_language": language}
    step = work.step("language_corrected", values=_in_language(work, language), facts=facts)
    await describe_case(session, work.case.id, step)


def _in_language(work: Work, language: str) -> dict[str, Any]:
    case = work.case
    if language == case.language:
        return {}
    corrected = corrected_by_staff(case.language_read, language)
    return {"language": language, "language_corrected_by": corrected}


async def call_if_urgent(session: AsyncSession, work: Work, code: str) -> None:
    """Before other jobs: somebody may be in danger."""
    if code in URGENT:
        await enqueue_first(session, "grievances.call", case_id=str(work.case.id))


async def _index(session: AsyncSession, work: Work, values: dict[str, Any]) -> None:
    """A case is found by the names of its system too."""
    if values["system_id"] != work.case.system_id:
        await enqueue(session, "grievances.index", case_id=str(work.case.id))


async def _values(session: AsyncSession, work: Work, described: Described) -> dict[str, Any]:
    subtype = taxonomy().subtypes[described.subtype]
    system = await system_facts(session, described.system) if described.system else None
    if described.system and system is None:
        raise Unacceptable(Fault("system", "not_a_choice"))
    if system and system.owner_id == work.case.handler_id:
        raise Unacceptable(Fault("system", "own_system"))
    return {
        "category": subtype.code,
        "severity": severity(described.factors, subtype.floor),
        "severity_factors": vars(described.factors),
        "system_id": system.id if system else None,
        **_in_language(work, described.language),
        "taxonomy_version": taxonomy_version(),
    }


async def assign(session: AsyncSession, work: Work, words: Words) -> None:
    """To a colleague who works on cases, or whoever stands in; to nobody where none was chosen."""
    people = await colleagues(session, work.person.organisation_id)
    working = {str(m.id): m.id for m in people if m.role in WORKING_ON_CASES}
    if words.about and words.about not in working:
        raise Unacceptable(Fault("assignee", "not_a_choice"))
    chosen = await _present(session, work, working.get(words.about))
    facts = {"assignee": str(chosen) if chosen else None}
    step = work.step("assigned", values={"assignee_id": chosen}, facts=facts)
    await describe_case(session, work.case.id, step)


async def _present(session: AsyncSession, work: Work, chosen: UUID | None) -> UUID | None:
    """Who is away gets nothing new."""
    if chosen is None:
        return None
    office = work.person.organisation_id
    away = await stand_ins(session, office, await today_at(session, office, work.at))
    return away.get(chosen, chosen)


async def go_on(session: AsyncSession, work: Work, words: Words) -> None:
    """The person did not answer; the clocks run again."""
    await take_step(
        session, work.case.id, work.step("go_on", sealed_reason=reason(work, words.text))
    )


async def ask_person(session: AsyncSession, work: Work, words: Words) -> None:
    await take_step(session, work.case.id, work.step("ask_person"))
    await say(session, work, words.text)
