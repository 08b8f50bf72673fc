"""Leaving the site in a hurry."""

from sqlmodel.ext.asyncio.session import AsyncSession

from backend.grievances.actions.drafting import drop_draft
from backend.grievances.actions.following import stop_following
from backend.grievances.queries.drafts import OpenDraft
from backend.grievances.rules.browser_keys import BrowserKey


async def forget_browser(
    session: AsyncSession, draft: OpenDraft | None, following: BrowserKey | None
) -> None:
    """What was begun and what is open; a complaint that was sent stays with its office."""
    if draft:
        await drop_draft(session, draft)
    if following:
        await stop_following(session, following)
