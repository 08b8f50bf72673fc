"""Messages to people by template, reference and state; addresses stay sealed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.accounts.queries import staff_names
from backend.accounts.staff import PeopleManager, desk
from backend.notifications.queries import PAGE, outbox, read_after, write_after
from backend.notifications.rules import STATE_NAMES, TEMPLATES
from backend.web.database_session import DeskSession
from backend.web.templates import render

router = APIRouter()


@router.get("/outbox")
async def outbox_page(request: Request, staff: PeopleManager, session: DeskSession) -> HTMLResponse:
    asked = request.query_params
    state = asked.get("state", "") if asked.get("state") in STATE_NAMES else ""
    after = read_after(asked.get("after", ""))
    found = await outbox(session, staff.organisation_id, state, after)
    people = [line.staff_id for line in found if line.staff_id]
    return render(
        request, "oversight/outbox.html", lines=found[:PAGE], state=state, states=STATE_NAMES,
        templates=TEMPLATES, names=await staff_names(session, staff.organisation_id, people),
        next=write_after(found[PAGE - 1]) if len(found) > PAGE else "", after=after,
        mail_is_set=request.app.state.settings.smtp_url is not None, **desk(staff),
    )  # fmt: skip
