"""Machine translation: what leaves the house, and the switch, for an office's administrator."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.actions.choosing_engine import chosen_engine, switch_engine
from backend.accounts.queries import staff_names
from backend.accounts.staff import PeopleManager, SignedIn, desk
from backend.errors import Fault, Unacceptable
from backend.languages.engines.registry import engine_agreed_to
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter()
HERE, PAGE = "/desk/engine", "oversight/engine.html"
SWITCHES = {"switch_on": True, "switch_off": False}


@router.get("/engine")
async def engine_page(request: Request, staff: PeopleManager, session: DeskSession) -> HTMLResponse:
    context = await _context(request, staff, session)
    return render(request, PAGE, **context)


@router.post("/engine")
async def switch(
    request: Request, staff: PeopleManager, form: StaffForm, session: DeskSession
) -> Response:
    """``engine`` is the one that the page named: whoever agrees agrees to that one."""
    context = await _context(request, staff, session)
    active = SWITCHES.get(form.text("act"))
    if active is None or form.text("engine") != context["engine"]:
        fault = Unacceptable(Fault("act", "not_a_choice"))
        return refused(request, PAGE, form, fault, **context)
    chosen = (context["engine"], active)
    await switch_engine(session, staff.organisation_id, staff.id, chosen, clock.now())
    return see_other(HERE)


async def _context(request: Request, staff: SignedIn, session: DeskSession) -> dict[str, Any]:
    chosen = await chosen_engine(session, staff.organisation_id)
    engine = engine_agreed_to(request.app.state.settings)
    people = [chosen.changed_by] if chosen else []
    return {
        "engine": engine,
        "chosen": chosen,
        "active": bool(chosen and chosen.active and chosen.engine == engine),
        "names": await staff_names(session, staff.organisation_id, people),
        **desk(staff),
    }
