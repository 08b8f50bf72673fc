"""Reading an unfinished complaint with the key of the browser's cookie."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.database.doors import enter
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


async def open_draft(
    session: AsyncSession, key: BrowserKey, at: datetime, *, hold: bool = False
) -> OpenDraft | None:
    """The draft behind the cookie, unless it has expired; tells the session of it.

    ``hold``: as it stands when everybody else who held it is done, and nobody changes it now.
    """
    await enter(session, draft=key.lookup)
    query = select(Draft).where(Draft.key_hash == key.lookup)
    if hold:
        query = query.with_for_update()
    row = (await session.exec(query.execution_options(populate_existing=True))).first()
    if row is None or row.expires_at <= at:
        return None
    contents = DraftContents.model_validate_json(unseal(key.sealing, row.sealed, place_of(row.id)))
    files = await session.exec(select(DraftFile).where(DraftFile.key_hash == key.lookup))
    lines = tuple(FileLine(f.id, f.media_type, f.extension, f.size) for f in files.all())
    return OpenDraft(key, row.id, contents, lines)
