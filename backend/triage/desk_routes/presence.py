"""Who has a case open: asked for again and again by the page of the case, noted in no record."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.accounts.staff import CaseReader, desk
from backend.triage.actions.presence import be_here
from backend.triage.desk_routes.cases import office_work
from backend.triage.queries.presence import others_here
from backend.web.database_session import DeskSession
from backend.web.templates import render

router = APIRouter()


@router.get("/cases/{reference}/present")
async def present_page(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    """``writing``: the browser says that something is being typed, and not what."""
    work = await office_work(request, session, staff)
    await be_here(session, work, writing="writing" in request.query_params)
    others = await others_here(session, work)
    return render(request, "triage/present.html", case=work.case, others=others, **desk(staff))
