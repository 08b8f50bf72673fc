"""One case: reading it, and everything that the office does with it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.staff import CaseReader, CaseWorker, SignedIn, desk, keyring_of
from backend.cases.rules.names import STAGES
from backend.database.wire import together
from backend.errors import Absent, Conflict, Unacceptable
from backend.triage import forms
from backend.triage.actions.presence import be_here
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.acting import carry_out
from backend.triage.desk_routes.context import case_context, file_answer, work_of
from backend.triage.desk_routes.ready_replies import BUTTON, with_ready_reply
from backend.triage.desk_routes.words import words_for
from backend.triage.forms import kept_texts
from backend.triage.queries.alike import cases_alike, may_propose
from backend.triage.queries.case_page import CasePage
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "triage/case.html"


async def office_work(
    request: Request, session: DeskSession, staff: SignedIn, form: Form | None = None
) -> Work:
    """Only the office that handles a case works here; to owners it is as if it were not."""
    work = await work_of(request, session, staff, form)
    if work.case.handler_id != staff.organisation_id:
        raise Absent
    return work


@router.get("/cases/{reference}")
async def case_page(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    """Reading a case is itself an event."""
    work = await office_work(request, session, staff)
    context = await case_context(request, session, staff, work)
    async with together(session):
        await note_event(session, work, "case.read")
        await be_here(session, work, writing=False)
    values = forms.proposed_duplicate(request.query_params.get("duplicate_of", ""))
    return render(request, PAGE, values=values, **context)


@router.get("/cases/{reference}/similar")
async def similar_cases(request: Request, staff: CaseReader, session: DeskSession) -> HTMLResponse:
    """Cases of this office in the same language that share telling words with this one."""
    work = await office_work(request, session, staff)
    similar = await cases_alike(session, keyring_of(request), work)
    await note_event(session, work, "case.read")
    return render(
        request, "triage/similar.html", case=work.case, stage_names=STAGES, similar=similar,
        may_propose=may_propose(work), **words_for(staff.locale), **desk(staff),
    )  # fmt: skip


@router.post("/cases/{reference}")
async def act_on_case(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    work = await office_work(request, session, staff, form)
    try:
        if form.pressed(BUTTON):
            return await _ready(request, session, staff, form)
        given = await carry_out(session, work, form)
    except (Conflict, Unacceptable) as refusal:
        context = await _again(request, session, staff, form)
        if isinstance(refusal, Conflict):
            context |= _overtaken(context["page"], form)
        return refused(request, PAGE, form, refusal, **context)
    if form.text("act") != "open_contact":
        return see_other(f"/desk/cases/{work.case.reference}")
    context = await _again(request, session, staff, Form()) | {"contact": given or ()}
    return render(request, PAGE, **context)


async def _ready(
    request: Request, session: DeskSession, staff: SignedIn, form: Form
) -> HTMLResponse:
    """The same page with a ready reply in its field."""
    work = await office_work(request, session, staff)
    values = await with_ready_reply(session, work, form)
    context = await _again(request, session, staff, form) | {"put_in": form.text(BUTTON)}
    return render(request, PAGE, values=values, **context)


async def _again(
    request: Request, session: DeskSession, staff: SignedIn, form: Form
) -> dict[str, Any]:
    """The page as the case is now, with what was ticked."""
    work = await office_work(request, session, staff)
    context = await case_context(request, session, staff, work)
    return context | {
        "ticked": form.all("owner_files"),
        "marked": form.all("lifecycle_stage"),
    }


def _overtaken(page: CasePage, form: Form) -> dict[str, Any]:
    """Whoever came second sees what changed, and what they typed where its form is gone."""
    return {"changed": page.since(form.text("seen")), "kept": kept_texts(form, page.moves)}


@router.get("/cases/{reference}/files/{file_id}")
async def case_file(
    request: Request, staff: CaseReader, session: DeskSession, file_id: UUID
) -> Response:
    work = await office_work(request, session, staff)
    return await file_answer(request, session, work, file_id)
