"""Words without a move: messages, notes, the reason for opening a contact; and noting a reading."""

from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.moves import locked
from backend.database.queue import enqueue
from backend.database.rows import add
from backend.grievances.actions.writing import NewMessage, write_message
from backend.grievances.queries import stories
from backend.grievances.queries.account_language import language_of
from backend.languages.burmese import as_unicode
from backend.sealing.fields import seal
from backend.triage.models import Note
from backend.triage.queries.places import event_reason_place, note_place
from backend.triage.queries.work import Work
from backend.triage.queries.written import is_noted
from backend.triage.rules.typed import Words


async def say(
    session: AsyncSession,
    work: Work,
    text: str,
    language: str = "",
    message_id: UUID | None = None,
) -> UUID:
    """A message that the person who complained reads; its words are found like theirs."""
    read = as_unicode(text)
    message = NewMessage(
        work.case.id,
        (work.case.handler_id,),
        "office",
        language or language_of(read.text, work.person.locale),
        read.text,
        work.at,
        work.person.id,
        original=read.kept,
        id=message_id or uuid4(),
    )
    await enqueue(session, "grievances.index", case_id=str(work.case.id))
    return await write_message(session, work.key("account"), message)


async def send_message(session: AsyncSession, work: Work, words: Words) -> None:
    await locked(session, work.case.id)
    if await stories.is_written(session, work.case.id, words.id):
        return
    await say(session, work, words.text, message_id=words.id)
    await enqueue(
        session, "grievances.tell_complainant", case_id=str(work.case.id), template="message"
    )
    await note_event(session, work, "case.message")


async def add_note(session: AsyncSession, work: Work, words: Words) -> None:
    """For colleagues only; sealed with a key that nobody else has."""
    await locked(session, work.case.id)
    if await is_noted(session, work.case.id, words.id):
        return
    note_id = words.id
    await add(
        session,
        Note,
        case_id=work.case.id,
        id=note_id,
        parties=[work.case.handler_id],
        staff_id=work.person.id,
        sealed_text=seal(work.key("office"), words.text, note_place(note_id)),
        at=work.at,
    )
    await note_event(session, work, "case.note")


async def open_contact(
    session: AsyncSession, work: Work, words: Words
) -> stories.ContactDetails | None:
    """The record says who opened it and, sealed, why."""
    await note_event(session, work, "contact.opened", reason(work, words.text))
    return await stories.contact(session, work.case.id, work.key("contact"))


def reason(work: Work, text: str) -> bytes:
    """A typed reason for the record, under the office key."""
    return seal(work.key("office"), text, event_reason_place(work.case.id))


async def note_event(
    session: AsyncSession, work: Work, action: str, sealed_reason: bytes | None = None
) -> None:
    await record(
        session,
        Happening(
            action,
            Actor("staff", work.person.id),
            work.case.id,
            (work.case.handler_id,),
            work.at,
            {},
            sealed_reason,
        ),
    )
