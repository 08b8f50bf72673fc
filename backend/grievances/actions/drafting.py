"""Keeping an unfinished complaint, sealed with a key that only the browser holds."""

import os
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import to_the_hour
from backend.database.doors import enter
from backend.database.rows import add, put
from backend.errors import Fault, Unacceptable
from backend.grievances.models import Draft, DraftFile
from backend.grievances.queries.drafts import FileLine, OpenDraft, place_of
from backend.grievances.rules.browser_keys import COOKIE_BYTES, browser_key
from backend.grievances.rules.draft import DRAFT_HOURS, MOST_FILES, DraftContents
from backend.sealing.fields import seal, seal_bytes
from backend.sealing.files import FileStore
from backend.sealing.files import place_of as file_place
from backend.sealing.keys import new_key
from backend.web.file_accepted import AcceptedFile


def new_draft() -> OpenDraft:
    """With the id and the account key of the case that it may become; kept by ``keep_draft``."""
    key = browser_key(os.urandom(COOKIE_BYTES), "draft")
    return OpenDraft(key, uuid4(), DraftContents(case_id=uuid4(), account_key=new_key()))


def _until(at: datetime) -> datetime:
    """From the full hour on: the row must not tell when somebody wrote, or filed."""
    return to_the_hour(at) + timedelta(hours=DRAFT_HOURS)


async def keep_draft(
    session: AsyncSession, draft: OpenDraft, contents: DraftContents, at: datetime
) -> None:
    """Write the answers down, first or again; the 24 hours begin anew.

    The caller holds a draft that was there, else one that was dropped meanwhile would come back.
    """
    await enter(session, draft=draft.key.lookup)
    await put(
        session,
        Draft,
        key_hash=draft.key.lookup,
        id=draft.row_id,
        sealed=_sealed(draft, contents),
        sent=contents.receipt is not None,
        expires_at=_until(at),
    )


async def drop_draft(session: AsyncSession, draft: OpenDraft) -> None:
    await session.exec(delete(Draft).where(col(Draft.key_hash) == draft.key.lookup))


async def add_draft_file(
    session: AsyncSession, draft: OpenDraft, file: AcceptedFile, store: FileStore
) -> FileLine:
    """Seal the file with the account key, store it, and note it in the draft, each file once."""
    known = next((line for line in draft.files if line.id == file.id), None)
    if known:
        return known
    if len(draft.files) >= MOST_FILES:
        raise Unacceptable(Fault("files", "too_many_files", (("most", MOST_FILES),)))
    line = FileLine(file.id, file.media_type, file.extension, len(file.content))
    key = draft.contents.account_key
    await store.put(line.id, seal_bytes(key, file.content, file_place(line.id)))
    await add(
        session,
        DraftFile,
        key_hash=draft.key.lookup,
        id=line.id,
        media_type=line.media_type,
        extension=line.extension,
        size=line.size,
    )
    return line


async def remove_draft_file(
    session: AsyncSession, draft: OpenDraft, file_id: UUID, store: FileStore
) -> None:
    if file_id not in {file.id for file in draft.files}:
        return
    await session.exec(
        delete(DraftFile).where(
            col(DraftFile.key_hash) == draft.key.lookup, col(DraftFile.id) == file_id
        )
    )
    await store.delete(file_id)


def _sealed(draft: OpenDraft, contents: DraftContents) -> bytes:
    return seal(draft.key.sealing, contents.model_dump_json(), place_of(draft.row_id))
