"""Messages to people by template, reference and state; addresses stay sealed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.accounts.queries import staff_names
from backend.accounts.staff import PeopleManager, desk
from backend.notifications.queries import PAGE, outbox
from backend.notifications.rules import STATE_NAMES, TEMPLATES
from backend.web.database_session import DeskSession
from backend.web.paging import read_after_moment, write_after
from backend.web.templates import render

router = APIRouter()


@router.get("/outbox")
async def outbox_page(request: Request, staff: PeopleManager, session: DeskSession) -> HTMLResponse:
    asked = request.query_params
    state = asked.get("state", "") if asked.get("state") in STATE_NAMES else ""
    after = read_after_moment(asked.get("after", ""))
    found = await outbox(session, staff.organisation_id, state, after)
    shown = found[:PAGE]
    people = [line.staff_id for line in shown if line.staff_id]
    return render(
        request, "oversight/outbox.html", lines=shown, state=state, states=STATE_NAMES,
        templates=TEMPLATES, names=await staff_names(session, staff.organisation_id, people),
        next=write_after(shown[-1].created_at, shown[-1].id) if len(found) > PAGE else "",
        after=after,
        mail_is_set=request.app.state.settings.smtp_url is not None, **desk(staff),
    )  # fmt: skip
