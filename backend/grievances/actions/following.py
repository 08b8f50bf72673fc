"""What a complainant does with a case that is filed."""

import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.audit.actions import Actor, Happening, record
from backend.cases.actions.destroying import ask_destruction
from backend.cases.actions.moves import Step, locked, take_step
from backend.cases.actions.objecting import object_to_decision
from backend.cases.actions.solving import confirm_remedies
from backend.cases.queries.cases import timeline
from backend.cases.queries.objections import lies_before
from backend.cases.queries.workflow_files import workflow_named
from backend.cases.rules.case import KnownCase
from backend.cases.rules.destruction import AskedBy
from backend.cases.rules.stages import Stage
from backend.cases.rules.workflow import NoSuchMove
from backend.clock import to_the_hour
from backend.database.doors import enter
from backend.database.queue import enqueue
from backend.database.rows import add
from backend.errors import Absent, Fault, Unacceptable
from backend.grievances.actions.writing import NewMessage, write_message
from backend.grievances.models import CaseFile, FollowSession
from backend.grievances.queries.open_acts import COMPLAINANT, DECIDED
from backend.grievances.queries.opening import (
    SESSION_LASTS,
    Opened,
    open_by_code,
    session_contents,
    session_place,
)
from backend.grievances.queries.stories import files, is_written
from backend.grievances.rules.browser_keys import COOKIE_BYTES, BrowserKey, browser_key
from backend.grievances.rules.draft import MOST_FILES
from backend.grievances.rules.receipt_code import code_hash
from backend.languages.burmese import as_unicode
from backend.sealing.fields import seal_bytes
from backend.sealing.files import FileStore
from backend.sealing.files import place_of as file_place
from backend.web.file_accepted import AcceptedFile

ACTOR = Actor("complainant")
MOVES = ("withdraw", "object", "not_solved")


@dataclass(frozen=True)
class Said:
    """What somebody typed, and its language. Sent twice under one ``id``, it is said once."""

    text: str
    language: str
    id: UUID = field(default_factory=uuid4)


async def start_following(session: AsyncSession, secret: bytes, at: datetime) -> BrowserKey | None:
    """Half an hour with the case of a code, whatever is done; the code itself is forgotten."""
    key = browser_key(os.urandom(COOKIE_BYTES), "follow")
    await enter(session, follow=key.lookup)
    opened = await open_by_code(session, secret, code_hash(secret))
    if opened is None:
        return None
    ends = at + SESSION_LASTS
    sealed = seal_bytes(key.sealing, session_contents(opened, ends), session_place(key))
    await add(
        session,
        FollowSession,
        key_hash=key.lookup,
        sealed=sealed,
        expires_at=to_the_hour(ends) + timedelta(hours=1),
    )
    return key


async def stop_following(session: AsyncSession, key: BrowserKey) -> None:
    await enter(session, follow=key.lookup)
    await session.exec(delete(FollowSession).where(col(FollowSession.key_hash) == key.lookup))


async def write_to_office(session: AsyncSession, opened: Opened, said: Said, at: datetime) -> None:
    """A message; where the office was waiting for it, the case goes on."""
    case = await locked(session, opened.case_id)
    if case.destroyed_on:
        raise Absent
    if await is_written(session, case.id, said.id):
        return
    if workflow_named(case.workflow).stages[case.stage].final:
        raise NoSuchMove(stage=case.stage, move="write")
    await write_message(session, opened.account_key, _message(case, said, at))
    if case.stage is Stage.AWAITING_COMPLAINANT:
        await take_step(session, case.id, Step("write", COMPLAINANT, ACTOR, at))
    else:
        await _note(session, case, "write", at)


async def act_on_case(
    session: AsyncSession, opened: Opened, act: str, reason: Said, at: datetime
) -> None:
    """``reason`` is kept as a message, where they gave one."""
    case = await locked(session, opened.case_id)
    if case.destroyed_on:
        raise Absent
    if await is_written(session, case.id, reason.id):
        return
    again = await _is_received(session, case, act)
    if again and workflow_named(case.workflow).stages[case.stage].final:
        return
    if reason.text:
        await write_message(session, opened.account_key, _message(case, reason, at))
    if again:
        await _note(session, case, "write", at)
    else:
        said_id = reason.id if reason.text else None
        await _carry_out(session, case, (act, said_id), at)


async def _is_received(session: AsyncSession, case: KnownCase, act: str) -> bool:
    """A second click: the same was the last thing that happened to the case."""
    happened = await timeline(session, case.id)
    last = happened[-1] if happened else None
    return act in MOVES and last is not None and last.move == act


async def _carry_out(
    session: AsyncSession, case: KnownCase, done: tuple[str, UUID | None], at: datetime
) -> None:
    """``done``: the act, and the message with the reason for it."""
    act, said_id = done
    if act == "object":
        await object_to_decision(session, case, said_id, Step(act, COMPLAINANT, ACTOR, at))
    elif act in MOVES:
        mover = replace(COMPLAINANT, facing=await lies_before(session, case.id))
        await take_step(session, case.id, Step(act, mover, ACTOR, at))
    elif act == "solved":
        if case.stage not in DECIDED:
            raise NoSuchMove(stage=case.stage, move=act)
        await confirm_remedies(session, case, at)
        await _note(session, case, "solved", at)
    elif act == "erase":
        if await ask_destruction(session, case, AskedBy.COMPLAINANT, to_the_hour(at)):
            await _note(session, case, "erase", at)
    else:
        raise Unacceptable(Fault("act", "not_a_choice"))


def _message(case: KnownCase, said: Said, at: datetime) -> NewMessage:
    """Read as Unicode; what was typed in Zawgyi is kept beside it."""
    read = as_unicode(said.text)
    return NewMessage(
        case.id,
        (case.handler_id,),
        "complainant",
        said.language,
        read.text,
        to_the_hour(at),
        original=read.kept,
        id=said.id,
    )


async def add_case_file(
    session: AsyncSession, opened: Opened, file: AcceptedFile, store: FileStore, at: datetime
) -> None:
    """A further file for the office, sealed before it touches a disk; each file once."""
    case = await locked(session, opened.case_id)
    if file.id in {line.id for line in await files(session, case.id)}:
        return
    await store.put(file.id, seal_bytes(opened.account_key, file.content, file_place(file.id)))
    await add(
        session,
        CaseFile,
        case_id=case.id,
        id=file.id,
        parties=[case.handler_id],
        media_type=file.media_type,
        extension=file.extension,
        size=len(file.content),
        at=to_the_hour(at),
    )
    await _note(session, case, "file_added", at)


def refuse_too_many_files(present: int, added: int) -> None:
    if present + added > 2 * MOST_FILES:
        raise Unacceptable(Fault("files", "too_many_files", (("most", 2 * MOST_FILES),)))


async def _note(session: AsyncSession, case: KnownCase, act: str, at: datetime) -> None:
    happening = Happening(f"case.{act}", ACTOR, case.id, (case.handler_id,), to_the_hour(at))
    await record(session, happening)
    await enqueue(session, "grievances.tell_office", case_id=str(case.id), act=act)
