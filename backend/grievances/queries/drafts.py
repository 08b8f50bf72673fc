"""Reading an unfinished complaint with the key of the browser's cookie."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.doors import enter
from backend.database.lines import read, read_one, shown
from backend.grievances.models import Draft, DraftFile
from backend.grievances.rules.browser_keys import BrowserKey
from backend.grievances.rules.draft import DraftContents
from backend.sealing.fields import Place, unseal


@dataclass(frozen=True)
class FileLine:
    id: UUID
    media_type: str
    extension: str
    size: int


@dataclass(frozen=True)
class OpenDraft:
    key: BrowserKey
    row_id: UUID
    contents: DraftContents
    files: tuple[FileLine, ...] = ()


def place_of(row_id: UUID) -> Place:
    return Place("drafts", "sealed", row_id)


_OF_COOKIE = col(Draft.key_hash) == bindparam("lookup")
_HELD = shown(Draft, "id").where(_OF_COOKIE).with_for_update()
_DRAFT = (
    select(
        col(Draft.id),
        col(Draft.sealed),
        col(Draft.expires_at),
        *(col(getattr(DraftFile, field.name)) for field in fields(FileLine)),
    )
    .outerjoin(DraftFile, col(DraftFile.key_hash) == col(Draft.key_hash))
    .where(_OF_COOKIE)
)


async def open_draft(
    session: AsyncSession, key: BrowserKey, at: datetime, *, hold: bool = False
) -> OpenDraft | None:
    """The draft behind the cookie, unless it has expired; tells the session of it.

    ``hold``: as it stands when everybody else who held it is done, and nobody changes it now.
    """
    await enter(session, draft=key.lookup)
    if hold:
        # By a statement of its own: what comes after it sees what the others wrote.
        await read_one(session, _HELD, lookup=key.lookup)
    rows = await read(session, _DRAFT, lookup=key.lookup)
    if not rows or rows[0].expires_at <= at:
        return None
    row_id, sealed = rows[0][:2]
    contents = DraftContents.model_validate_json(unseal(key.sealing, sealed, place_of(row_id)))
    files = tuple(FileLine(*file) for _, _, _, *file in rows if file[0])
    return OpenDraft(key, row_id, contents, files)
