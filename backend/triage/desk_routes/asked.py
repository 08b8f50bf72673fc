"""What was put to the owner of a system: a list, one case, and the answer."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import OwnerStaff, SignedIn, desk
from backend.cases.rules import names
from backend.errors import Absent
from backend.triage.actions import asking_owner
from backend.triage.desk_routes.case_pages import CasePage
from backend.triage.desk_routes.context import file_answer, work_of
from backend.triage.desk_routes.words import words_for
from backend.triage.forms import LONGEST_MESSAGE, words
from backend.triage.queries.asked_page import Owner, asked_lines, asked_page
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.forms import Form
from backend.web.templates import render

router = APIRouter()
read_answer = words("answer", LONGEST_MESSAGE)


@router.get("/asked")
async def asked(request: Request, staff: OwnerStaff, session: DeskSession) -> HTMLResponse:
    owner = Owner(staff.organisation_id, staff.locale)
    lines = await asked_lines(session, owner, clock.now())
    return render(request, "triage/asked.html", lines=lines, **desk(staff))


async def _owner_work(
    request: Request, session: DeskSession, staff: SignedIn, form: Form | None = None
) -> Work:
    work = await work_of(request, session, staff, form)
    if work.case.owner_id != staff.organisation_id:
        raise Absent
    return work


async def _shown(session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    page = await asked_page(session, work)
    shown = {"case": work.case, "page": page, "names": names, "at": work.at}
    return {**shown, **words_for(staff.locale), **desk(staff)}


async def _carry_out(session: DeskSession, work: Work, form: Form) -> str:
    await asking_owner.answer(session, work, read_answer(form))
    return "/desk/asked"


PAGE = CasePage("triage/asked_case.html", _shown, _carry_out, _owner_work)


@router.get("/asked/{reference}")
async def asked_case(request: Request, staff: OwnerStaff, session: DeskSession) -> HTMLResponse:
    return await PAGE.show(request, staff, session)


@router.post("/asked/{reference}")
async def answer(
    request: Request, staff: OwnerStaff, form: StaffForm, session: DeskSession
) -> Response:
    return await PAGE.act(request, staff, session, form)


@router.get("/asked/{reference}/files/{file_id}")
async def asked_file(
    request: Request, staff: OwnerStaff, session: DeskSession, file_id: UUID
) -> Response:
    work = await _owner_work(request, session, staff)
    return await file_answer(request, session, work, file_id)
