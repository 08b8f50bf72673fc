"""Keeping what was typed into the editor of texts, each kind where it belongs."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.organisations import write_organisation_texts
from backend.audit.actions import Actor, Happening, record
from backend.errors import Absent, Conflict
from backend.languages.versions import TypedTexts
from backend.reply_templates.actions import write_template
from backend.reply_templates.rules import Writer
from backend.reports.actions.holding import Publisher
from backend.reports.actions.writing import write_language
from backend.systems.actions import note_change, write_update_words, write_words
from backend.systems.queries.facts import lock_system, system_facts
from backend.systems.queries.updates import updates_by_id
from backend.texts.queries.sets import one_set
from backend.texts.rules import Kind, TextSet, Whose


class TextsChanged(Conflict):
    """Original or translation are not those any more that somebody had before them."""

    code = "changed_meanwhile"


async def hold(session: AsyncSession, kind: Kind, key: str) -> None:
    """What two people write of one thing is kept one after the other."""
    connection = await session.connection()
    await connection.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", (f"suara.{kind}", key)
    )


async def write(
    session: AsyncSession, whose: Whose, found: TextSet, typed: tuple[str, dict[str, str], str]
) -> None:
    """``typed``: the language, its texts by field, and the mark of what was seen with them."""
    language, texts, mark = typed
    await hold(session, found.kind, found.key)
    now = await one_set(session, whose, found.kind, found.key)
    if mark != now.mark(language):
        raise TextsChanged
    await WRITERS[found.kind](session, whose, found.key, {language: texts})


async def _system(session: AsyncSession, whose: Whose, key: str, typed: TypedTexts) -> None:
    system = await system_facts(session, key)
    if system is None or system.owner_id != whose.organisation_id:
        raise Absent
    await lock_system(session, system.id)
    await write_words(session, system.id, typed, whose.at.date(), *typed)
    by = (whose.organisation_id, whose.staff_id)
    await note_change(session, by, system.id, "changed", whose.at)


async def _update(session: AsyncSession, whose: Whose, key: str, typed: TypedTexts) -> None:
    update = (await updates_by_id(session, [UUID(key)], whose.locale)).get(UUID(key))
    if update is None:
        raise Absent
    await write_update_words(session, update.id, typed, whose.at.date(), *typed)
    by = (whose.organisation_id, whose.staff_id)
    await note_change(session, by, update.system_id, "changed", whose.at)


async def _report(session: AsyncSession, whose: Whose, key: str, typed: TypedTexts) -> None:
    by = Publisher(whose.organisation_id, whose.staff_id)
    for language, texts in typed.items():
        await write_language(session, by, (UUID(key), language), dict(texts), whose.at)


async def _organisation(session: AsyncSession, whose: Whose, key: str, typed: TypedTexts) -> None:
    del key
    await write_organisation_texts(session, whose.organisation_id, typed, *typed)
    actor, own = Actor("staff", whose.staff_id), whose.organisation_id
    await record(session, Happening("organisation.written", actor, own, (own,), whose.at, {}))


async def _reply(session: AsyncSession, whose: Whose, key: str, typed: TypedTexts) -> None:
    by = Writer(whose.organisation_id, whose.staff_id, whose.at)
    await write_template(session, by, UUID(key), typed, *typed)


WRITERS: dict[Kind, Callable[[AsyncSession, Whose, str, TypedTexts], Awaitable[None]]] = {
    Kind.SYSTEM: _system,
    Kind.UPDATE: _update,
    Kind.REPORT: _report,
    Kind.ORGANISATION: _organisation,
    Kind.REPLY: _reply,
}
