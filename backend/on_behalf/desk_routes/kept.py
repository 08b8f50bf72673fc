"""What is kept until it is filed and its receipts are handed over: check, progress, sheets."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import FilesForOthers, SignedIn, desk
from backend.errors import Absent, Unacceptable
from backend.on_behalf import forms
from backend.on_behalf.actions.filing import (
    ReadBackMeanwhile,
    file_one,
    hand_to_worker,
    refuse_unseen,
)
from backend.on_behalf.actions.keeping import drop_filing, put_away
from backend.on_behalf.desk_routes.context import HERE, check_context, many_context, theirs
from backend.on_behalf.desk_routes.sheets import all_sheets
from backend.on_behalf.queries.filings import OpenFiling
from backend.on_behalf.rules.filing import FilingState
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import Elsewhere, see_other
from backend.web.forms import Form
from backend.web.templates import refused, render

router = APIRouter()
CHECK = "on_behalf/check.html"
TABLE = "on_behalf/table.html"


@router.get("/file/{filing_id}")
async def kept(
    request: Request, staff: FilesForOthers, session: DeskSession, filing_id: UUID
) -> HTMLResponse:
    filing = await theirs(request, session, staff, filing_id)
    name, context = await _page(session, staff, filing)
    return render(request, name, **context)


@router.post("/file/{filing_id}")
async def act(
    request: Request, form: StaffForm, staff: FilesForOthers, session: DeskSession, filing_id: UUID
) -> Response:
    """File it, or put it away unfiled. Sent twice, it is filed once."""
    filing = await theirs(request, session, staff, filing_id)
    if form.text("act") == "drop" and filing.line.state is FilingState.OPEN:
        await drop_filing(session, filing)
        return see_other(HERE)
    try:
        return await (_file_many if filing.line.many else _file_one)(session, filing, form)
    except (ReadBackMeanwhile, Unacceptable) as refusal:
        name, context = await _page(session, staff, filing)
        # Nobody has read back what is there now.
        ticked = Form() if isinstance(refusal, ReadBackMeanwhile) else form
        return refused(request, name, ticked, refusal, **context)


async def _file_one(session: DeskSession, filing: OpenFiling, form: Form) -> Response:
    if filing.line.state is FilingState.OPEN:
        refuse_unseen(filing, form.text("seen"))
        entry = filing.contents.entries[0]
        language = forms.language_confirmed(form, entry.channel)
        await file_one(session, filing, language, clock.now())
    return see_other(f"{HERE}/{filing.id}/receipts")


async def _file_many(session: DeskSession, filing: OpenFiling, form: Form) -> Response:
    if filing.line.state is FilingState.OPEN:
        forms.refuse_unread(form)
        await hand_to_worker(session, filing, clock.now())
    return see_other(f"{HERE}/{filing.id}")


async def _page(
    session: DeskSession, staff: SignedIn, filing: OpenFiling
) -> tuple[str, dict[str, Any]]:
    if filing.line.many:
        return TABLE, await many_context(session, staff, filing)
    if filing.line.state is not FilingState.OPEN:
        raise Elsewhere(f"{HERE}/{filing.id}/receipts")
    return CHECK, await check_context(session, staff, filing)


@router.get("/file/{filing_id}/receipts")
async def receipts(
    request: Request, staff: FilesForOthers, session: DeskSession, filing_id: UUID
) -> HTMLResponse:
    """A sheet for each person, in their language, to print and hand over."""
    filing = await theirs(request, session, staff, filing_id)
    if filing.line.state is not FilingState.FILED:
        raise Elsewhere(f"{HERE}/{filing.id}")
    sheets = await asyncio.to_thread(all_sheets, request, filing.contents)
    return render(
        request, "on_behalf/sheets.html", filing=filing.line, sheets=sheets, **desk(staff)
    )


@router.post("/file/{filing_id}/receipts")
async def hand_over(
    request: Request, form: StaffForm, staff: FilesForOthers, session: DeskSession, filing_id: UUID
) -> Response:
    """From now on nobody sees the codes here any more."""
    del form
    filing = await theirs(request, session, staff, filing_id)
    if filing.line.state is not FilingState.FILED:
        raise Absent
    await put_away(session, filing, clock.now())
    return see_other(f"{HERE}?put_away=1")
