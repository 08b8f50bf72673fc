"""The draft behind the browser's cookie, for the pages of the form."""

from typing import Annotated

from fastapi import Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from backend import clock
from backend.grievances.actions.drafting import drop_draft, new_draft
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


async def held_draft(request: Request, session: PublicSession) -> OpenDraft | None:
    """As it stands now, and nobody changes it: else a page that comes late takes a receipt away."""
    key = read_key(read_cookie(request, COOKIE), COOKIE)
    return await open_draft(session, key, clock.now(), hold=True) if key else None


MaybeDraft = Annotated[OpenDraft | None, Depends(current_draft)]
HeldDraft = Annotated[OpenDraft | None, Depends(held_draft)]


async def draft_to_write(
    session: AsyncSession, held: OpenDraft | None, locale: str, *, anew: bool, first: bool
) -> OpenDraft:
    """The draft, or a new one: a page that was just posted is kept even where the rest expired.

    Only the ``first`` page begins another complaint while a receipt still waits to be put away.
    """
    sent = held is not None and held.contents.receipt is not None
    if sent and not first:
        raise Elsewhere(address(locale, "receipt"))
    if held and anew and not sent:
        await drop_draft(session, held)
    if held is None or sent or anew:
        return new_draft()
    return held


def _ready(locale: str, draft: OpenDraft | None) -> OpenDraft:
    """A draft with the answers that are required; else the way back to the first page."""
    if draft is None or not draft.contents.ready():
        if draft is not None and draft.contents.receipt:
            raise Elsewhere(address(locale, "receipt"))
        raise Elsewhere(address(locale, PAGES[0]) + "?again=1")
    return draft


async def ready_draft(locale: PageLocale, draft: MaybeDraft) -> OpenDraft:
    return _ready(locale, draft)


async def draft_to_send(locale: PageLocale, draft: HeldDraft) -> OpenDraft:
    return _ready(locale, draft)


ReadyDraft = Annotated[OpenDraft, Depends(ready_draft)]
DraftToSend = Annotated[OpenDraft, Depends(draft_to_send)]


def address(locale: str, page: str) -> str:
    return f"/{locale}/complain/{page}"


def remember(request: Request, response: Response, draft: OpenDraft) -> Response:
    set_cookie(request, response, COOKIE, draft.key.cookie)
    return response
