"""The record of the own organisation, filtered; its address holds the view."""

from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import organisation_people
from backend.accounts.staff import RecordReader, SignedIn, desk, keyring_of
from backend.audit.actions import Actor, Happening
from backend.audit.actions import record as put_on_record
from backend.audit.queries import PAGE, events
from backend.database.doors import Door
from backend.oversight.desk_routes.record_lines import record_lines
from backend.oversight.desk_routes.record_view import RecordView, filter_of, view_from
from backend.oversight.desk_routes.record_words import ACTIONS, ACTORS
from backend.web.database_session import DeskSession
from backend.web.paging import write_after
from backend.web.templates import render

router = APIRouter()


@router.get("/record")
async def record_page(request: Request, staff: RecordReader, session: DeskSession) -> HTMLResponse:
    view = view_from(request.query_params)
    context = await _context(request, session, staff, view)
    await _note_reading(session, staff)
    return render(request, "oversight/record.html", view=view, **context, **desk(staff))


async def _note_reading(session: Door, staff: SignedIn) -> None:
    """Reading is on the record too: it shows what colleagues did and why they opened contacts."""
    about, actor = staff.organisation_id, Actor("staff", staff.id)
    await put_on_record(session, Happening("record.read", actor, about, (about,), clock.now()))


async def _context(
    request: Request, session: Door, staff: SignedIn, view: RecordView
) -> dict[str, Any]:
    wanted = await filter_of(session, view, staff.organisation_id, ZoneInfo(staff.zone))
    found = await events(session, wanted)
    shown = found[:PAGE]
    return {
        "lines": await record_lines(session, keyring_of(request), staff, shown),
        "next": write_after(shown[-1].at, shown[-1].id) if len(found) > PAGE else "",
        "people": await organisation_people(session, staff.organisation_id),
        "actions": ACTIONS,
        "actors": ACTORS,
    }
