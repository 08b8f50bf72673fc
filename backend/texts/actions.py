"""Keeping what was typed into the editor of texts, each kind where it belongs."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.organisations import write_organisation_texts
from backend.audit.actions import Actor, Happening, record
from backend.errors import Absent, Conflict
from backend.languages.versions import Saved, TypedTexts
from backend.reply_templates.actions import write_template
from backend.reply_templates.rules import Writer
from backend.reports.actions.holding import Publisher
from backend.reports.actions.writing import write_language
from backend.systems.actions import note_change, write_update_words, write_words
from backend.systems.queries.facts import lock_system, system_facts
from backend.systems.queries.updates import updates_by_id
from backend.texts.queries.sets import one_set
from backend.texts.rules import Kind, TextSet, Whose

#: Texts by field, in the language in which they were saved.
Typed = tuple[Saved, dict[str, str]]


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
    session: AsyncSession, whose: Whose, found: TextSet, typed: tuple[Saved, dict[str, str], str]
) -> None:
    """``typed``: the language, its texts by field, and the mark of what was seen with them."""
    saved, texts, mark = typed
    await hold(session, found.kind, found.key)
    now = await one_set(session, whose, found.kind, found.key)
    if mark != now.mark(saved.language):
        raise TextsChanged
    await WRITERS[found.kind](session, whose, found.key, (saved, texts))


def _said(typed: Typed, whose: Whose) -> tuple[TypedTexts, date, Saved]:
    saved, texts = typed
    return {saved.language: texts}, whose.at.date(), saved


async def _system(session: AsyncSession, whose: Whose, key: str, typed: Typed) -> None:
    system = await system_facts(session, key)
    if system is None or system.owner_id != whose.organisation_id:
        raise Absent
    await lock_system(session, system.id)
    await write_words(session, system.id, *_said(typed, whose))
    by = (whose.organisation_id, whose.staff_id)
    await note_change(session, by, system.id, "changed", whose.at)


async def _update(session: AsyncSession, whose: Whose, key: str, typed: Typed) -> None:
    update = (await updates_by_id(session, [UUID(key)], whose.locale)).get(UUID(key))
    if update is None:
        raise Absent
    await write_update_words(session, update.id, *_said(typed, whose))
    by = (whose.organisation_id, whose.staff_id)
    await note_change(session, by, update.system_id, "changed", whose.at)


async def _report(session: AsyncSession, whose: Whose, key: str, typed: Typed) -> None:
    by = Publisher(whose.organisation_id, whose.staff_id)
    saved, texts = typed
    await write_language(session, by, (UUID(key), saved), texts, whose.at)


async def _organisation(session: AsyncSession, whose: Whose, key: str, typed: Typed) -> None:
    del key
    saved, texts = typed
    await write_organisation_texts(session, whose.organisation_id, {saved.language: texts}, saved)
    actor, own = Actor("staff", whose.staff_id), whose.organisation_id
    await record(session, Happening("organisation.written", actor, own, (own,), whose.at, {}))


async def _reply(session: AsyncSession, whose: Whose, key: str, typed: Typed) -> None:
    by = Writer(whose.organisation_id, whose.staff_id, whose.at)
    saved, texts = typed
    await write_template(session, by, UUID(key), {saved.language: texts}, saved)


WRITERS: dict[Kind, Callable[[AsyncSession, Whose, str, Typed], Awaitable[None]]] = {
    Kind.SYSTEM: _system,
    Kind.UPDATE: _update,
    Kind.REPORT: _report,
    Kind.ORGANISATION: _organisation,
    Kind.REPLY: _reply,
}
