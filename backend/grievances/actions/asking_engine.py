"""Texts that wait for an engine: put there by staff or at filing, translated by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.accounts.actions.choosing_engine import engine_is_on
from backend.accounts.queries import colleagues, held_keys, organisation
from backend.audit.actions import WORKER, Happening, record
from backend.cases.queries.cases import lock_case
from backend.cases.rules.case import KnownCase
from backend.database.doors import transaction
from backend.database.queue import enqueue, enqueue_first
from backend.grievances.actions import requesting
from backend.grievances.actions.translating import NewTranslation, keep_translation
from backend.grievances.models import TranslationRequest
from backend.grievances.queries import stories
from backend.grievances.queries.engine_requests import engine_request, text_for
from backend.grievances.queries.texts import texts_of
from backend.grievances.queries.translation_requests import Waiting
from backend.grievances.queries.translations import translations
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.languages.engines.protocol import Engine, EngineFault, Pair
from backend.languages.engines.registry import engine_agreed_to, engine_of
from backend.languages.locales import OURS
from backend.languages.translating import Translated, Wanted, translated
from backend.languages.translation_checks import AnswerUnusable
from backend.sealing.queries import keys_for_organisation
from backend.sealing.tools import Tools

#: Kept as the fault of what waited when an office, or the operator, took the engine away.
SWITCHED_OFF = "engine_off"


@dataclass(frozen=True)
class Task:
    """What goes through the engine, outside any transaction."""

    waiting: Waiting
    wanted: Wanted = field(repr=False)


async def ask_engine(
    session: AsyncSession,
    case: KnownCase,
    wanted: requesting.Wanted,
    asked_by: UUID | None,
    at: datetime,
) -> UUID:
    """It waits for the worker; a reply first, because somebody waits at its page."""
    by = (Maker.ENGINE, asked_by)
    request_id = await requesting.ask_for_translation(session, case, wanted, by, at)
    put = enqueue_first if wanted.kind is TranslatedKind.REPLY else enqueue
    await put(session, "grievances.translate", case_id=str(case.id), request_id=str(request_id))
    return request_id


async def ask_for_unread(session: AsyncSession, tools: Tools, case_id: UUID, at: datetime) -> None:
    """What somebody wrote in a language that nobody here reads, where the office has it on."""
    agreed = engine_agreed_to(tools.settings)
    case = await lock_case(session, case_id) if agreed else None
    if case is None or case.destroyed_on:
        return
    if not await engine_is_on(session, case.handler_id, agreed):
        return
    office = await organisation(session, case.handler_id, "en")
    held = await held_keys(session, tools.keyring, case.handler_id)
    keys = await keys_for_organisation(session, case.id, held)
    if office is None:
        return
    done = {line.of_id for line in await translations(session, case.id, keys["account"])}
    for text in await texts_of(session, case, keys["account"]):
        theirs = text.sender in {"", "complainant"} and text.of_id not in done
        if theirs and text.language in OURS and text.language not in office.languages:
            wanted = requesting.Wanted(text.kind, text.of_id, text.language, office.locale)
            await ask_engine(session, case, wanted, None, at)


async def translate_waiting(tools: Tools, key: tuple[UUID, UUID], *, last: bool) -> None:
    """One request, by case and id. Raises an ``EngineFault`` that passes, to be tried again."""
    engine = engine_of(tools.settings)
    async with transaction(tools.engine) as session:
        task = await _task(session, tools, key)
    if task is None or engine is None:
        await _give_up(tools, key, SWITCHED_OFF, done=True)
        return
    try:
        made = await translated(engine, task.wanted, with_back=_is_reply(task))
    except AnswerUnusable as unusable:
        await _give_up(tools, key, unusable.fault.value, done=True)
        return
    except EngineFault as fault:
        await _give_up(tools, key, fault.kept_as, done=last or not fault.passing)
        if fault.passing and not last:
            raise
        return
    await _keep(tools, key, task, (engine, made))


async def _task(session: AsyncSession, tools: Tools, key: tuple[UUID, UUID]) -> Task | None:
    """Nothing where it is done, or where the office has the engine off by now."""
    case = await lock_case(session, key[0])
    if case is None or case.destroyed_on:
        return None
    waiting = await engine_request(session, case.id, key[1])
    agreed = engine_agreed_to(tools.settings)
    if waiting is None or not await engine_is_on(session, case.handler_id, agreed):
        return None
    held = await held_keys(session, tools.keyring, case.handler_id)
    keys = await keys_for_organisation(session, case.id, held)
    text = await text_for(session, case, keys, waiting)
    if text is None:
        return None
    names = await _names(session, case, keys)
    pair = Pair(waiting.from_language, waiting.to_language)
    return Task(waiting, Wanted(text, pair, names, case.country))


async def _names(
    session: AsyncSession, case: KnownCase, keys: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Of whoever complained, if they left it, and of the office's people. Opening is recorded."""
    staff = tuple(member.name for member in await colleagues(session, case.handler_id))
    if case.contact_way == "none":
        return staff
    why = {"reason": "hiding"}
    parties = (case.handler_id,)
    at = clock.now()
    await record(session, Happening("contact.opened", WORKER, case.id, parties, at, why))
    details = await stories.contact(session, case.id, keys["contact"])
    return (*staff, details.name) if details and details.name else staff


def _is_reply(task: Task) -> bool:
    """Whoever approves it compares the translation back; readers of a story do not wait for one."""
    return task.waiting.kind is TranslatedKind.REPLY


async def _keep(
    tools: Tools, key: tuple[UUID, UUID], task: Task, answer: tuple[Engine, Translated]
) -> None:
    engine, made = answer
    async with transaction(tools.engine) as session:
        case = await lock_case(session, key[0])
        if case is None or case.destroyed_on:
            return
        held = await held_keys(session, tools.keyring, case.handler_id)
        keys = await keys_for_organisation(session, case.id, held)
        waiting, at = task.waiting, clock.now()
        wanted = requesting.Wanted(
            waiting.kind, waiting.of_id, waiting.from_language, waiting.to_language
        )
        new = NewTranslation(wanted, made.text, engine=engine.name, back=made.back)
        kept = await keep_translation(session, case, keys["account"], new, at)
        if kept is None:  # a person was quicker
            await _settle(session, key, None, at)
        await enqueue(session, "reports.note_facts", case_id=str(case.id))


async def _give_up(tools: Tools, key: tuple[UUID, UUID], fault: str, *, done: bool) -> None:
    """The answer itself is kept nowhere."""
    async with transaction(tools.engine) as session:
        await _settle(session, key, fault, clock.now() if done else None)


async def _settle(
    session: AsyncSession, key: tuple[UUID, UUID], fault: str | None, done_at: datetime | None
) -> None:
    await session.exec(
        update(TranslationRequest)
        .where(col(TranslationRequest.case_id) == key[0], col(TranslationRequest.id) == key[1])
        .where(col(TranslationRequest.done_at).is_(None))
        .values(fault=fault, done_at=done_at)
    )
