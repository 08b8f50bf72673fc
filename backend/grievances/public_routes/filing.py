"""The pages of the form, one thing a page."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.errors import Absent, Unacceptable
from backend.grievances.actions.drafting import keep_draft
from backend.grievances.actions.filing import Filing, send_draft
from backend.grievances.forms import READERS
from backend.grievances.public_routes.context import page_context
from backend.grievances.public_routes.drafts import (
    DraftToWrite,
    MaybeDraft,
    ReadyDraft,
    address,
    remember,
)
from backend.grievances.queries.account_language import read_as
from backend.grievances.queries.drafts import OpenDraft
from backend.grievances.rules.draft import PAGES, next_page
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.limits import slow_down
from backend.web.locales import PageLocale
from backend.web.templates import refused, render

router = APIRouter()


@router.get("/{locale}/complain/story")
async def story(
    request: Request, locale: PageLocale, session: PublicSession, draft: MaybeDraft
) -> HTMLResponse:
    return await _show(request, session, locale, ("story", draft))


@router.get("/{locale}/complain/check")
async def check(
    request: Request, locale: PageLocale, session: PublicSession, draft: ReadyDraft
) -> HTMLResponse:
    return await _show(request, session, locale, ("check", draft))


@router.post("/{locale}/complain/check")
async def send(
    request: Request,
    locale: PageLocale,
    form: PublicForm,
    session: PublicSession,
    draft: ReadyDraft,
) -> Response:
    """File the complaint; sent twice, it is filed once."""
    await slow_down(request, "filing")
    now = clock.now()
    values = READERS["check"](form, now.date())
    chosen = str(values["language"]) or read_as(draft.contents, locale).language
    filing = Filing(draft.contents, locale, chosen, "web", draft.files)
    await send_draft(session, draft, filing, now)
    return see_other(address(locale, "receipt"))


@router.get("/{locale}/complain/{page}")
async def page(
    request: Request, locale: PageLocale, page: str, session: PublicSession, draft: ReadyDraft
) -> HTMLResponse:
    if page not in PAGES:
        raise Absent
    return await _show(request, session, locale, (page, draft))


@dataclass(frozen=True)
class Posted:
    locale: str
    page: str
    form: Form


async def posted_page(locale: PageLocale, page: str, form: PublicForm) -> Posted:
    if page not in PAGES:
        raise Absent
    return Posted(locale, page, form)


PostedPage = Annotated[Posted, Depends(posted_page)]


@router.post("/{locale}/complain/{page}")
async def answer(
    request: Request, posted: PostedPage, session: PublicSession, draft: DraftToWrite
) -> Response:
    """Keep one page and go on; a page that cannot be taken comes back with all that was typed."""
    page, form, locale, now = posted.page, posted.form, posted.locale, clock.now()
    try:
        values = READERS[page](form, now.date())
    except Unacceptable as refusal:
        shown = await page_context(request, session, locale, (page, draft))
        return refused(request, f"grievances/{page}.html", form, refusal, **without(shown))
    prefilled = READERS["prefilled"](form, now.date()) if page == "story" else {}
    contents = draft.contents.with_page(page, prefilled | values)
    await keep_draft(session, draft, contents, now)
    onward = next_page(page) if contents.ready() else f"{PAGES[0]}?again=1"
    return remember(request, see_other(address(locale, onward)), draft)


def without(shown: dict[str, Any]) -> dict[str, Any]:
    """The context of a page less what the refusal brings itself."""
    return {name: value for name, value in shown.items() if name not in {"values", "errors"}}


async def _show(
    request: Request, session: PublicSession, locale: str, what: tuple[str, OpenDraft | None]
) -> HTMLResponse:
    context = await page_context(request, session, locale, what)
    return render(request, f"grievances/{what[0]}.html", faults=[], **context)
