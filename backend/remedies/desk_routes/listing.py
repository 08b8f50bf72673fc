"""The AI systems of the own organisation."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.accounts.staff import OwnerStaff, desk
from backend.remedies.queries.put_to_us import open_by_system
from backend.systems.queries.listing import systems_of_owner
from backend.systems.queries.places import places_of
from backend.systems.queries.updates import newest_updates
from backend.systems.rules import PHASES
from backend.web.database_session import DeskSession
from backend.web.templates import render

router = APIRouter()


@router.get("/systems")
async def our_systems(request: Request, staff: OwnerStaff, session: DeskSession) -> HTMLResponse:
    systems = await systems_of_owner(session, staff.organisation_id, staff.locale)
    return render(
        request,
        "remedies/systems.html",
        systems=systems,
        waiting=await open_by_system(session, staff.organisation_id),
        updated=await newest_updates(session, [system.id for system in systems]),
        phases=PHASES,
        places_of=places_of,
        **desk(staff),
    )
