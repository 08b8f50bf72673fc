"""What the office does with a reply in another language: prepare, approve, send as it is, drop."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.actions.choosing_engine import engine_is_on
from backend.cases.actions.moves import locked
from backend.database.queue import enqueue
from backend.errors import Absent
from backend.grievances.actions.asking_engine import ask_engine
from backend.grievances.actions.replying import (
    NewReply,
    end_reply,
    keep_reply,
    put_beside_message,
)
from backend.grievances.actions.requesting import Wanted, ask_for_translation
from backend.grievances.actions.reviewing import find_right
from backend.grievances.actions.translating import NewTranslation, keep_translation
from backend.grievances.queries import stories
from backend.grievances.queries.account_language import language_of
from backend.grievances.queries.engine_requests import ReplyLine
from backend.grievances.queries.translations import TranslationLine
from backend.grievances.rules.translations import Maker, TranslatedKind
from backend.triage.actions.writing import note_event, say, send_message
from backend.triage.queries.case_page import decision_line
from backend.triage.queries.replying import (
    ReplyShown,
    language_of_person,
    open_replies,
    reason_ready,
    reply_shown,
)
from backend.triage.queries.work import Work
from backend.triage.rules.typed import Version, Words


async def prepare_reply(
    session: AsyncSession, work: Work, words: Words, engine: str | None
) -> UUID | None:
    """Nothing where it is in the person's language already: then it is sent.

    ``engine``: the one that the installation has set.
    """
    language = language_of(words.text, work.person.locale)
    wanted = language_of_person(work.case)
    if language == wanted:
        await send_message(session, work, words)
        return None
    new = NewReply(words.text, language, wanted, work.person.id, words.id)
    await _prepare(session, work, new, engine)
    return new.id


async def prepare_reason(session: AsyncSession, work: Work, engine: str | None) -> UUID:
    """The reason of the proposed outcome. It goes out with the decision."""
    proposal = await decision_line(session, work)
    if proposal is None or proposal.decided_at:
        raise Absent
    wanted = language_of_person(work.case)
    new = NewReply(proposal.reason, proposal.language, wanted, work.person.id, proposal.id)
    await _prepare(session, work, new, engine)
    return new.id


async def _prepare(session: AsyncSession, work: Work, new: NewReply, engine: str | None) -> None:
    case = await locked(session, work.case.id)
    if new.id in {line.id for line in await open_replies(session, work)}:
        return
    if await stories.is_written(session, case.id, new.id):
        return
    await keep_reply(session, case, work.key("office"), new, work.at)
    if await engine_is_on(session, case.handler_id, engine):
        await ask_engine(session, case, new.wanted, work.person.id, work.at)


async def ask_colleague(session: AsyncSession, work: Work, reply_id: UUID) -> None:
    case = await locked(session, work.case.id)
    line = (await _open(session, work, reply_id)).line
    by = (Maker.PERSON, work.person.id)
    await ask_for_translation(session, case, _wanted(line), by, work.at)


async def change_reply(
    session: AsyncSession, work: Work, reply_id: UUID, words: Words, engine: str | None
) -> UUID | None:
    """Other words are another reply, which is translated anew."""
    await locked(session, work.case.id)
    await _open(session, work, reply_id)
    await drop_reply(session, work, reply_id)
    return await prepare_reply(session, work, words, engine)


async def drop_reply(session: AsyncSession, work: Work, reply_id: UUID) -> None:
    await end_reply(session, work.case.id, reply_id, work.at, sent=False)


async def send_as_it_is(session: AsyncSession, work: Work, reply_id: UUID) -> None:
    """Without a translation; the caseworker has read what that means."""
    await locked(session, work.case.id)
    shown = await reply_shown(session, work, reply_id)
    if shown.line.open and not shown.reason:
        await _send(session, work, shown.line)


async def approve(session: AsyncSession, work: Work, reply_id: UUID, typed: Version) -> None:
    """The translation as the caseworker leaves it; what is sent twice goes out once."""
    case = await locked(session, work.case.id)
    shown = await reply_shown(session, work, reply_id)
    if not shown.line.open:
        return
    made = await _as_typed(session, work, shown, typed)
    if not shown.reason:
        await _send(session, work, shown.line)
        by = (work.person.id, work.at)
        await put_beside_message(session, case, work.key("account"), (shown.line, made), by)
    elif made.by_engine and not made.reviewed_at:
        await find_right(session, case, made, work.person.id, work.at)


async def _as_typed(
    session: AsyncSession, work: Work, shown: ReplyShown, typed: Version
) -> TranslationLine:
    """The engine's own, where nobody changed a word of it; else the caseworker's version."""
    made = shown.translation
    if made and made.id == typed.over and made.text.split() == typed.text.split():
        return made
    new = NewTranslation(
        _wanted(shown.line), typed.text, work.person.id, over=typed.over, id=typed.id
    )
    await keep_translation(session, work.case, work.key("account"), new, work.at)
    again = (await reply_shown(session, work, shown.line.id)).translation
    if again is None:
        raise Absent
    return again


async def send_reason(session: AsyncSession, work: Work, decision_id: UUID) -> None:
    """With the decision, which wrote the reason as a message of the same id."""
    ready = await reason_ready(session, work, decision_id)
    if ready:
        by = (work.person.id, work.at)
        await put_beside_message(session, work.case, work.key("account"), ready, by)
    await end_reply(session, work.case.id, decision_id, work.at, sent=ready is not None)


async def _send(session: AsyncSession, work: Work, line: ReplyLine) -> None:
    await say(session, work, line.text, line.language, line.id)
    await end_reply(session, work.case.id, line.id, work.at, sent=True)
    case_id = str(work.case.id)
    await enqueue(session, "grievances.tell_complainant", case_id=case_id, template="message")
    await note_event(session, work, "case.message")


async def _open(session: AsyncSession, work: Work, reply_id: UUID) -> ReplyShown:
    shown = await reply_shown(session, work, reply_id)
    if not shown.line.open:
        raise Absent
    return shown


def _wanted(line: ReplyLine) -> Wanted:
    return Wanted(TranslatedKind.REPLY, line.id, line.language, line.to_language)
