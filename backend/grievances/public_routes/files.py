"""The page for evidence: adding and removing return here, "continue" goes on."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.errors import Fault, Unacceptable
from backend.grievances.actions.drafting import add_draft_file, keep_draft, remove_draft_file
from backend.grievances.public_routes.context import PageShown, refuse_page, show_page
from backend.grievances.public_routes.drafts import (
    ReadyDraft,
    address,
    draft_to_write,
    held_draft,
    remember,
)
from backend.grievances.queries.drafts import OpenDraft, open_draft
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession, own_transaction
from backend.web.elsewhere import see_other
from backend.web.forms import Form, Upload, read_id
from backend.web.limits import slow_down
from backend.web.locales import PageLocale
from backend.web.once import row_id
from backend.web.uploads import accept

router = APIRouter()


@router.get("/{locale}/complain/files")
async def files(
    request: Request, locale: PageLocale, session: PublicSession, draft: ReadyDraft
) -> HTMLResponse:
    return await show_page(request, session, PageShown(locale, "files", draft))


@router.post("/{locale}/complain/files")
async def change_files(request: Request, locale: PageLocale, form: PublicForm) -> Response:
    """One file that cannot be taken keeps the others.

    Each step is a transaction of its own: while a file is read no connection is held.
    """
    async with own_transaction(request, "public") as session:
        held = await held_draft(request, session)
        draft = await draft_to_write(session, held, locale, anew=False, first=False)
        await keep_draft(session, draft, draft.contents, clock.now())
    if form.text("remove"):
        await _remove(request, draft, form.text("remove"))
        return see_other(address(locale, "files"))
    refusal = await _add_all(request, draft, form)
    if refusal:
        return remember(request, await _refused(request, locale, draft, (form, refusal)), draft)
    onward = "contact" if form.pressed("continue") else "files"
    return remember(request, see_other(address(locale, onward)), draft)


async def _refused(
    request: Request, locale: str, draft: OpenDraft, what: tuple[Form, Unacceptable]
) -> HTMLResponse:
    form, refusal = what
    async with own_transaction(request, "public") as session:
        present = await open_draft(session, draft.key, clock.now())
        shown = PageShown(locale, "files", present or draft, form)
        return await refuse_page(request, session, shown, refusal)


async def _remove(request: Request, draft: OpenDraft, file_id: str) -> None:
    wanted = read_id(file_id)
    if wanted is None:
        return
    async with own_transaction(request, "public") as session:
        present = await open_draft(session, draft.key, clock.now())
        await remove_draft_file(session, present or draft, wanted, request.app.state.files)


async def _add_all(request: Request, draft: OpenDraft, form: Form) -> Unacceptable | None:
    """Each file in a transaction of its own, so that a refused one rolls nothing else back."""
    faults: list[Fault] = []
    for upload in form.files("files"):
        await slow_down(request, "uploads")
        try:
            await _add(request, draft, (form, upload))
        except Unacceptable as refusal:
            faults += [fault for fault in refusal.faults if fault not in faults]
    return Unacceptable(*faults) if faults else None


async def _add(request: Request, draft: OpenDraft, what: tuple[Form, Upload]) -> None:
    form, upload = what
    accepted = replace(await accept(upload), id=row_id(form, "file", upload.content))
    async with own_transaction(request, "public") as session:
        present = await open_draft(session, draft.key, clock.now(), hold=True)
        await add_draft_file(session, present or draft, accepted, request.app.state.files)
