"""The case behind the browser's cookie, for half an hour after its code was typed."""

from typing import Annotated

from fastapi import Depends, Request

from backend import clock
from backend.grievances.actions.following import stop_following
from backend.grievances.queries.opening import Opened, open_by_cookie
from backend.grievances.rules.browser_keys import BrowserKey
from backend.grievances.rules.browser_keys import read_cookie as read_key
from backend.web.cookies import read_cookie
from backend.web.database_session import PublicSession, own_transaction
from backend.web.elsewhere import Elsewhere
from backend.web.locales import PageLocale

COOKIE = "follow"


def following_key(request: Request) -> BrowserKey | None:
    return read_key(read_cookie(request, COOKIE), COOKIE)


async def maybe_opened(request: Request, session: PublicSession) -> Opened | None:
    key = following_key(request)
    return await open_by_cookie(session, key, clock.now()) if key else None


MaybeOpened = Annotated[Opened | None, Depends(maybe_opened)]


async def opened_case(
    request: Request, session: PublicSession, locale: PageLocale, opened: MaybeOpened
) -> Opened:
    """Without a case that is open, the way to the page that asks for the code.

    What has ended is taken away, so that no clock that is set back brings it to life again.
    """
    if opened is None:
        if key := following_key(request):
            # This request ends here, and must not hold one connection while it takes another.
            await session.rollback()
            async with own_transaction(request, "public") as apart:
                await stop_following(apart, key)
        raise Elsewhere(f"/{locale}/follow?again=1")
    return opened


OpenedCase = Annotated[Opened, Depends(opened_case)]
