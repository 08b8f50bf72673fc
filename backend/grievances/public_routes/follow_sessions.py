"""The case behind the browser's cookie, for half an hour after its code was typed."""

from typing import Annotated

from fastapi import Depends, Request

from backend import clock
from backend.grievances.queries.following import Opened, open_by_cookie
from backend.grievances.rules.browser_keys import BrowserKey
from backend.grievances.rules.browser_keys import read_cookie as read_key
from backend.web.cookies import read_cookie
from backend.web.database_session import PublicSession
from backend.web.elsewhere import Elsewhere
from backend.web.locales import PageLocale

COOKIE = "follow"


def following_key(request: Request) -> BrowserKey | None:
    return read_key(read_cookie(request, COOKIE), COOKIE)


async def maybe_opened(request: Request, session: PublicSession) -> Opened | None:
    key = following_key(request)
    return await open_by_cookie(session, key, clock.now()) if key else None


MaybeOpened = Annotated[Opened | None, Depends(maybe_opened)]


async def opened_case(locale: PageLocale, opened: MaybeOpened) -> Opened:
    """Without a case that is open, the way to the page that asks for the code."""
    if opened is None:
        raise Elsewhere(f"/{locale}/follow?again=1")
    return opened


OpenedCase = Annotated[Opened, Depends(opened_case)]
