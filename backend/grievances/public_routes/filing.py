"""The pages of the form, one thing a page."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.errors import Absent, Unacceptable
from backend.grievances.actions.drafting import drop_draft, keep_draft
from backend.grievances.actions.filing import Filing, send_draft
from backend.grievances.forms import READERS
from backend.grievances.public_routes.context import PageShown, refuse_page, show_page
from backend.grievances.public_routes.drafts import (
    COOKIE,
    DraftToSend,
    HeldDraft,
    MaybeDraft,
    ReadyDraft,
    address,
    draft_to_write,
    remember,
)
from backend.grievances.public_routes.tabs import BEGIN_ANEW, from_another_tab
from backend.grievances.queries.account_language import read_as
from backend.grievances.queries.drafts import OpenDraft
from backend.grievances.rules.draft import PAGES
from backend.jurisdictions.queries import newest_day
from backend.web.cookies import drop_cookie
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.limits import slow_down
from backend.web.locales import PageLocale

router = APIRouter()


async def paced(request: Request) -> None:
    """Before the request holds a connection: whoever waits must not keep others waiting."""
    await slow_down(request, "filing")


@router.get("/{locale}/complain/story")
async def story(
    request: Request, locale: PageLocale, session: PublicSession, draft: MaybeDraft
) -> HTMLResponse:
    return await show_page(request, session, PageShown(locale, "story", draft))


@router.get("/{locale}/complain/check")
async def check(
    request: Request, locale: PageLocale, session: PublicSession, draft: ReadyDraft
) -> HTMLResponse:
    return await show_page(request, session, PageShown(locale, "check", draft))


@router.post("/{locale}/complain/check", dependencies=[Depends(paced)])
async def send(
    request: Request,
    locale: PageLocale,
    form: PublicForm,
    session: PublicSession,
    draft: DraftToSend,
) -> Response:
    """File the complaint; sent twice, it is filed once."""
    now = clock.now()
    try:
        values = READERS["check"](form, now.date())
    except Unacceptable as refusal:
        shown = PageShown(locale, "check", draft, form)
        return await refuse_page(request, session, shown, refusal)
    read = read_as(draft.contents, locale).language
    chosen = str(values["language"]) or read
    filing = Filing(draft.contents, locale, chosen, read, "web", draft.files)
    await send_draft(session, draft, filing, now)
    return see_other(address(locale, "receipt"))


@router.get("/{locale}/complain/{page}")
async def page(
    request: Request, locale: PageLocale, page: str, session: PublicSession, draft: ReadyDraft
) -> HTMLResponse:
    if page not in PAGES:
        raise Absent
    return await show_page(request, session, PageShown(locale, page, draft))


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
    request: Request, posted: PostedPage, session: PublicSession, draft: HeldDraft
) -> Response:
    """Keep one page and go on; a page that cannot be taken comes back with all that was typed."""
    page, form, locale = posted.page, posted.form, posted.locale
    shown = PageShown(locale, page, draft, form)
    if form.pressed(BEGIN_ANEW) and not form.text("account"):
        return await _forget(request, session, locale, draft)
    if page == PAGES[0] and from_another_tab(form, draft):
        return await show_page(request, session, shown, 409)
    try:
        values = READERS[page](form, newest_day(clock.now()))
    except Unacceptable as refusal:
        return await refuse_page(request, session, shown, refusal)
    kept = await _keep(session, posted, draft, values)
    onward = kept.contents.after(page) if kept.contents.ready() else f"{PAGES[0]}?again=1"
    return remember(request, see_other(address(locale, onward)), kept)


async def _keep(
    session: PublicSession, posted: Posted, draft: OpenDraft | None, values: dict[str, object]
) -> OpenDraft:
    """The draft with this page in it; what a poster named comes along with the first page."""
    page, form, now = posted.page, posted.form, clock.now()
    first = page == PAGES[0]
    known = READERS["prefilled"](form, now.date()) if first else {}
    anew = first and form.pressed(BEGIN_ANEW) is not None
    written = await draft_to_write(session, draft, posted.locale, anew=anew, first=first)
    contents = written.contents.with_page(page, known | values)
    await keep_draft(session, written, contents, now)
    return OpenDraft(written.key, written.row_id, contents, written.files)


async def _forget(
    request: Request, session: PublicSession, locale: str, draft: OpenDraft | None
) -> Response:
    """Leave the complaint that was begun; the first page is empty again.

    One that was sent meanwhile still shows its receipt: the page says so, and nothing is dropped.
    """
    if draft and draft.contents.receipt:
        return see_other(address(locale, PAGES[0]))
    if draft:
        await drop_draft(session, draft)
    response = see_other(address(locale, PAGES[0]))
    drop_cookie(request, response, COOKIE)
    return response
