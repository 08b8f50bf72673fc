"""The draft behind the browser's cookie, for the pages of the form."""

from typing import Annotated

from fastapi import Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.grievances.actions.drafting import drop_draft, start_draft
from backend.grievances.queries.drafts import OpenDraft, open_draft
from backend.grievances.rules.browser_keys import read_cookie as read_key
from backend.grievances.rules.draft import PAGES
from backend.web.cookies import read_cookie, set_cookie
from backend.web.database_session import PublicSession
from backend.web.elsewhere import Elsewhere
from backend.web.locales import PageLocale

COOKIE = "draft"


async def current_draft(request: Request, session: PublicSession) -> OpenDraft | None:
    key = read_key(read_cookie(request, COOKIE), COOKIE)
    return await open_draft(session, key, clock.now()) if key else None


MaybeDraft = Annotated[OpenDraft | None, Depends(current_draft)]


async def draft_to_write(
    session: AsyncSession, draft: OpenDraft | None, locale: str, *, anew: bool, first: bool
) -> OpenDraft:
    """The draft, or a new one: a page that was just posted is kept even where the rest expired.

    Only the ``first`` page begins another complaint while a receipt still waits to be put away.
    """
    # As it stands now, and held: else a page that comes late takes a receipt away again.
    draft = await open_draft(session, draft.key, clock.now(), hold=True) if draft else None
    sent = draft is not None and draft.contents.receipt is not None
    if sent and not first:
        raise Elsewhere(address(locale, "receipt"))
    if draft and anew and not sent:
        await drop_draft(session, draft)
    if draft is None or sent or anew:
        return await start_draft(session, clock.now())
    return draft


async def held_draft(session: AsyncSession, locale: str, draft: OpenDraft) -> OpenDraft:
    """The draft as it stands now, held until the transaction ends; sent already, its receipt."""
    held = await open_draft(session, draft.key, clock.now(), hold=True)
    if held is None or not held.contents.ready():
        raise Elsewhere(address(locale, "receipt"))
    return held


async def ready_draft(locale: PageLocale, draft: MaybeDraft) -> OpenDraft:
    """A draft with the answers that are required; else the way back to the first page."""
    if draft is None or not draft.contents.ready():
        if draft is not None and draft.contents.receipt:
            raise Elsewhere(address(locale, "receipt"))
        raise Elsewhere(address(locale, PAGES[0]) + "?again=1")
    return draft


ReadyDraft = Annotated[OpenDraft, Depends(ready_draft)]


def address(locale: str, page: str) -> str:
    return f"/{locale}/complain/{page}"


def remember(request: Request, response: Response, draft: OpenDraft) -> Response:
    set_cookie(request, response, COOKIE, draft.key.cookie)
    return response
