"""Recording a model update, and linking it to the cases that it answers."""

from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import OwnerStaff, SignedIn, desk
from backend.errors import Absent, Unacceptable
from backend.remedies import forms
from backend.remedies.actions import recording
from backend.remedies.queries.answered import links_of_update
from backend.remedies.queries.put_to_us import cases_put_to
from backend.remedies.rules import TEXT_FIELDS, Recorder
from backend.systems.desk_routes import own_system, owned_by
from backend.systems.queries.lines import SystemFacts
from backend.systems.queries.pages import system_page
from backend.systems.queries.updates import updates_by_id
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter(prefix="/systems/{slug}/updates")
NEW, PAGE = "remedies/new_update.html", "remedies/update.html"


@router.get("/new")
async def new_update(
    request: Request, staff: OwnerStaff, session: DeskSession, slug: str
) -> HTMLResponse:
    system = await own_system(session, staff, slug)
    context = await _new_context(session, staff, system)
    values = {"update_id": str(uuid4())}
    return render(request, NEW, values=values, ticked=[], **context)


@router.post("/new")
async def record(
    request: Request, staff: OwnerStaff, form: StaffForm, session: DeskSession, slug: str
) -> Response:
    system = await own_system(session, staff, slug)
    try:
        described = forms.described_update(form, await owned_by(session, staff))
        # A savepoint: what is refused half-way leaves nothing, and the page is still shown.
        async with session.begin_nested():
            await recording.record_model_update(session, _by(staff), system.id, described)
    except Unacceptable as refusal:
        context = await _new_context(session, staff, system) | {"ticked": form.all("cases")}
        return refused(request, NEW, form, refusal, **context)
    return see_other(f"/desk/systems/{slug}/updates/{described.id}")


@router.get("/{update_id}")
async def show(
    request: Request, staff: OwnerStaff, session: DeskSession, slug: str, update_id: UUID
) -> HTMLResponse:
    system = await own_system(session, staff, slug)
    context = await _context(session, staff, system, update_id)
    return render(request, PAGE, **context)


@router.post("/{update_id}")
async def link(
    request: Request, staff: OwnerStaff, form: StaffForm, session: DeskSession, update_id: UUID
) -> Response:
    system = await own_system(session, staff, request.path_params["slug"])
    await _context(session, staff, system, update_id)
    try:
        chosen = forms.some_answers(form)
        async with session.begin_nested():
            await recording.link_cases(session, _by(staff), (system.id, update_id), chosen)
    except Unacceptable as refusal:
        context = await _context(session, staff, system, update_id)
        return refused(request, PAGE, form, refusal, **context)
    return see_other(f"/desk/systems/{system.slug}/updates/{update_id}")


def _by(staff: SignedIn) -> Recorder:
    return Recorder(staff.organisation_id, staff.id, clock.now())


async def _new_context(
    session: DeskSession, staff: SignedIn, system: SystemFacts
) -> dict[str, Any]:
    owned = await owned_by(session, staff)
    return {
        "system": await system_page(session, system.slug, staff.locale),
        "cases": await cases_put_to(session, system.id),
        "needed": owned.needed,
        "lengths": TEXT_FIELDS,
        "new_version": forms.NEW_VERSION,
        **desk(staff),
    }


async def _context(
    session: DeskSession, staff: SignedIn, system: SystemFacts, update_id: UUID
) -> dict[str, Any]:
    """The cases that the update answers, and those that it could answer too."""
    update = (await updates_by_id(session, [update_id], staff.locale)).get(update_id)
    if update is None or update.system_id != system.id:
        raise Absent
    links = {link.case_id: link for link in await links_of_update(session, update_id)}
    put = await cases_put_to(session, system.id)
    return {
        "system": await system_page(session, system.slug, staff.locale),
        "update": update,
        "answered": [(case, links[case.case_id]) for case in put if case.case_id in links],
        "more": [case for case in put if case.case_id not in links],
        **desk(staff),
    }
