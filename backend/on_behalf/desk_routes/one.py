"""One complaint for somebody: the form."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import held_keys
from backend.accounts.staff import FilesForOthers, SignedIn, keyring_of
from backend.errors import Absent, Unacceptable
from backend.on_behalf import forms
from backend.on_behalf.actions.keeping import change_filing, keep_filing
from backend.on_behalf.desk_routes.context import HERE, answers_of, form_context, theirs, today_of
from backend.on_behalf.queries.filings import OpenFiling
from backend.on_behalf.queries.offices import with_language
from backend.on_behalf.rules.filing import Entry, FilingContents, FilingState
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form, read_id
from backend.web.once import row_id
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "on_behalf/form.html"


@router.get("/file")
async def form(request: Request, staff: FilesForOthers, session: DeskSession) -> HTMLResponse:
    """Empty, or with the answers of one that is being checked."""
    context = await form_context(request, session, staff)
    values: dict[str, str] = {}
    if context["changing"]:
        filing = await _unsent(request, session, staff, context["changing"])
        values = answers_of(filing.contents.entries[0])
    return render(request, PAGE, values=values, **context)


@router.post("/file")
async def keep(
    request: Request, form: StaffForm, staff: FilesForOthers, session: DeskSession
) -> Response:
    """On to the page on which all is read back."""
    try:
        entry = forms.entry(form, today_of(staff))
    except Unacceptable as refusal:
        context = await form_context(request, session, staff)
        return refused(request, PAGE, form, refusal, **context)
    changed = read_id(form.text("filing"))
    if changed:
        filing = await _unsent(request, session, staff, changed)
        await change_filing(session, filing, _again(filing, entry), clock.now())
        return see_other(f"{HERE}/{filing.id}")
    return await _keep(request, session, staff, (form, entry))


async def _keep(
    request: Request, session: DeskSession, staff: SignedIn, typed: tuple[Form, Entry]
) -> Response:
    form, entry = typed
    held = await held_keys(session, keyring_of(request), staff.organisation_id)
    filing_id = row_id(form, "filing", repr(form.fields).encode())
    contents = FilingContents(zone=staff.zone, entries=(with_language(entry),))
    await keep_filing(session, held, staff.id, (filing_id, contents, False), clock.now())
    return see_other(f"{HERE}/{filing_id}")


def _again(filing: OpenFiling, entry: Entry) -> FilingContents:
    """Other answers, under the id and the key that the case will have."""
    before = filing.contents.entries[0].contents
    same: dict[str, Any] = {"case_id": before.case_id, "account_key": before.account_key}
    contents = entry.contents.model_copy(update=same)
    entries = (with_language(entry.model_copy(update={"contents": contents})),)
    return filing.contents.model_copy(update={"entries": entries})


async def _unsent(
    request: Request, session: DeskSession, staff: SignedIn, filing_id: Any
) -> OpenFiling:
    filing = await theirs(request, session, staff, filing_id)
    if filing.line.many or filing.line.state is not FilingState.OPEN:
        raise Absent
    return filing
