"""The page for evidence: adding and removing return here, "continue" goes on."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.errors import Unacceptable
from backend.grievances.actions.drafting import add_draft_file, remove_draft_file
from backend.grievances.public_routes.context import page_context
from backend.grievances.public_routes.drafts import DraftToWrite, ReadyDraft, address, remember
from backend.grievances.public_routes.filing import without
from backend.grievances.queries.drafts import OpenDraft, open_draft
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession, own_transaction
from backend.web.elsewhere import see_other
from backend.web.forms import Form, Upload
from backend.web.limits import slow_down
from backend.web.locales import PageLocale
from backend.web.templates import refused, render
from backend.web.uploads import accept

router = APIRouter()


@router.get("/{locale}/complain/files")
async def files(
    request: Request, locale: PageLocale, session: PublicSession, draft: ReadyDraft
) -> HTMLResponse:
    context = await page_context(request, session, locale, ("files", draft))
    return render(request, "grievances/files.html", faults=[], **context)


@router.post("/{locale}/complain/files")
async def change_files(
    request: Request,
    locale: PageLocale,
    form: PublicForm,
    session: PublicSession,
    draft: DraftToWrite,
) -> Response:
    """One file that cannot be taken keeps the others."""
    if form.text("remove"):
        await _remove(request, session, draft, form.text("remove"))
        return see_other(address(locale, "files"))
    refusal = await _add_all(request, draft, form)
    if refusal:
        fresh = await open_draft(session, draft.key, clock.now())
        context = await page_context(request, session, locale, ("files", fresh or draft))
        return refused(request, "grievances/files.html", form, refusal, **without(context))
    onward = "contact" if form.pressed("continue") else "files"
    return remember(request, see_other(address(locale, onward)), draft)


async def _remove(request: Request, session: PublicSession, draft: OpenDraft, file_id: str) -> None:
    try:
        wanted = UUID(file_id)
    except ValueError:
        return
    await remove_draft_file(session, draft, wanted, request.app.state.files)


async def _add_all(request: Request, draft: OpenDraft, form: Form) -> Unacceptable | None:
    """Each file in a transaction of its own, so that a refused one rolls nothing else back."""
    last: Unacceptable | None = None
    for upload in form.files("files"):
        await slow_down(request, "uploads")
        try:
            await _add(request, draft, upload)
        except Unacceptable as refusal:
            last = refusal
    return last


async def _add(request: Request, draft: OpenDraft, upload: Upload) -> None:
    accepted = await accept(upload)
    async with own_transaction(request, "public") as session:
        present = await open_draft(session, draft.key, clock.now())
        await add_draft_file(session, present or draft, accepted, request.app.state.files)
