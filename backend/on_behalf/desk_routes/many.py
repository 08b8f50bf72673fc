"""Many complaints at once from a table: what it must look like, and its dry run."""

import asyncio
import csv
from io import StringIO
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import held_keys
from backend.accounts.staff import FilesForOthers, SignedIn, desk, keyring_of
from backend.cases.rules.on_behalf import CHANNELS, Agreed
from backend.errors import Unacceptable
from backend.grievances.rules.draft import AFFECTED, DANGERS, LONGEST_ACCOUNT, LONGEST_TEXT
from backend.jurisdictions.queries import country_choices
from backend.languages.locales import OURS
from backend.on_behalf import forms
from backend.on_behalf.actions.keeping import keep_filing
from backend.on_behalf.desk_routes.context import HERE, today_of
from backend.on_behalf.queries.offices import offices_for, with_language
from backend.on_behalf.rules.filing import MOST_DAYS_AGO, Entry, FilingContents
from backend.on_behalf.rules.table import COLUMNS, FIELD, LARGEST, MOST_ROWS, TableRefused
from backend.systems.queries.listing import system_choices
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.once import row_id
from backend.web.templates import refused, render
from backend.web.uploads import attachment_headers
from backend.web.words import sentence

router = APIRouter()
PAGE = "on_behalf/many.html"
#: So many faults are listed; then people rather correct and try again.
MOST_SHOWN = 200


@router.get("/file/many")
async def many(request: Request, staff: FilesForOthers, session: DeskSession) -> HTMLResponse:
    context = await _context(session, staff)
    return render(request, PAGE, **context)


@router.get("/file/template.csv")
async def template(staff: FilesForOthers) -> Response:
    """Only the names of the columns, with the mark by which Excel knows UTF-8."""
    del staff
    written = StringIO()
    csv.writer(written).writerow(COLUMNS)
    headers = attachment_headers("complaints.csv")
    content = written.getvalue().encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/file/many")
async def read_table(
    request: Request, form: StaffForm, staff: FilesForOthers, session: DeskSession
) -> Response:
    """Every fault of every row, or the table as it would be filed."""
    try:
        entries = await _entries(session, staff, form)
    except Unacceptable as refusal:
        bad = refusal.rows if isinstance(refusal, forms.BadRows) else []
        context = await _context(session, staff) | _bad(bad, staff.locale)
        return refused(request, PAGE, form, refusal, **context)
    held = await held_keys(session, keyring_of(request), staff.organisation_id)
    filing_id = row_id(form, "filing", forms.uploaded(form))
    contents = FilingContents(zone=staff.zone, entries=entries)
    await keep_filing(session, held, staff.id, (filing_id, contents, True), clock.now())
    return see_other(f"{HERE}/{filing_id}")


async def _entries(session: DeskSession, staff: SignedIn, form: Form) -> tuple[Entry, ...]:
    """Read beside the event loop: others do not wait until a table is read."""
    content = forms.uploaded(form)
    systems = {line.slug for line in await system_choices(session, staff.locale)}
    today = today_of(staff)

    def read() -> tuple[Entry, ...]:
        return tuple(with_language(entry) for entry in forms.entries(content, today, systems))

    entries = await asyncio.to_thread(read)
    if None in await offices_for(session, entries, staff.locale):
        raise TableRefused("no_office")
    return entries


async def _context(session: DeskSession, staff: SignedIn) -> dict[str, Any]:
    """What each column may hold."""
    del session
    return {
        "bad": [],
        "hidden_faults": 0,
        "bad_rows": 0,
        "field": FIELD,
        "columns": COLUMNS,
        "codes": {
            "channel": CHANNELS, "agreed": tuple(Agreed), "danger": DANGERS, "affected": AFFECTED,
            "person_language": OURS, "country": [c for c, _ in country_choices(staff.locale)],
        },
        "most_rows": MOST_ROWS,
        "largest": LARGEST // 1024 // 1024,
        "longest_account": LONGEST_ACCOUNT,
        "longest_text": LONGEST_TEXT,
        "most_days": MOST_DAYS_AGO,
        **desk(staff),
    }  # fmt: skip


def _bad(bad: list[forms.RowFault], locale: str) -> dict[str, Any]:
    shown = [
        (number, fault.field, sentence(fault.code, locale, **dict(fault.facts)))
        for number, fault in ((found.row, found.fault) for found in bad[:MOST_SHOWN])
    ]
    rows = len({found.row for found in bad})
    return {"bad": shown, "hidden_faults": len(bad) - len(shown), "bad_rows": rows}
