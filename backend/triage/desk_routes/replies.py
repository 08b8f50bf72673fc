"""A reply in another language: its page, on which the translation is read before it goes out."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.queries import colleagues
from backend.accounts.staff import CaseWorker, SignedIn, desk
from backend.errors import Fault, Unacceptable
from backend.grievances.rules.translations import TranslatedKind
from backend.languages.engines.registry import engine_agreed_to
from backend.triage import forms
from backend.triage.actions import replying
from backend.triage.desk_routes.case_pages import CasePage
from backend.triage.desk_routes.cases import PAGE as CASE_PAGE
from backend.triage.desk_routes.cases import office_work
from backend.triage.desk_routes.context import Section, case_context
from backend.triage.desk_routes.words import words_for
from backend.triage.queries.replying import language_of_person, open_replies, reply_shown
from backend.triage.queries.work import Work
from backend.triage.rules.typed import TextNamed
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import refused

router = APIRouter()
read_message = forms.words("message", forms.LONGEST_MESSAGE)


async def replies_of_case(session: DeskSession, work: Work) -> Section:
    """What is not sent yet, on the page of the case, so that nothing typed is lost."""
    shown = {"lines": await open_replies(session, work), "to": language_of_person(work.case)}
    return Section("triage/case_replies.html", shown)


@router.post("/cases/{reference}/replies")
async def prepare(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    work = await office_work(request, session, staff, form)
    engine = engine_agreed_to(request.app.state.settings)
    try:
        if form.text("act") == "reason":
            reply_id: UUID | None = await replying.prepare_reason(session, work, engine)
        else:
            words = read_message(form)
            reply_id = await replying.prepare_reply(session, work, words, engine)
    except Unacceptable as refusal:
        context = await case_context(request, session, staff, work)
        return refused(request, CASE_PAGE, form, refusal, **context)
    return see_other(_address(work, reply_id))


def _address(work: Work, reply_id: UUID | None) -> str:
    here = f"/desk/cases/{work.case.reference}"
    return f"{here}/replies/{reply_id}" if reply_id else here


def _page(request: Request, reply_id: UUID) -> CasePage:
    """That of one reply to the person of a case."""
    about = reply_id, engine_agreed_to(request.app.state.settings)
    return CasePage("triage/reply.html", partial(_shown, reply_id), partial(_carry_out, about))


@router.get("/cases/{reference}/replies/{reply_id}")
async def reply(
    request: Request, staff: CaseWorker, session: DeskSession, reply_id: UUID
) -> HTMLResponse:
    return await _page(request, reply_id).show(request, staff, session)


@router.post("/cases/{reference}/replies/{reply_id}")
async def act_on_reply(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession, reply_id: UUID
) -> Response:
    return await _page(request, reply_id).act(request, staff, session, form)


async def _carry_out(
    about: tuple[UUID, str | None], session: DeskSession, work: Work, form: Form
) -> str:
    """On to the page of the reply, or, where nothing is left to do with it, of the case."""
    reply_id, engine = about
    act = form.text("act")
    onward: UUID | None = None
    if act == "approve":
        named = TextNamed(TranslatedKind.REPLY, reply_id, "")
        await replying.approve(session, work, reply_id, forms.version(form, named))
    elif act == "as_it_is":
        await replying.send_as_it_is(session, work, reply_id)
    elif act == "drop":
        await replying.drop_reply(session, work, reply_id)
    elif act == "colleague":
        await replying.ask_colleague(session, work, reply_id)
        onward = reply_id
    elif act == "change":
        words = read_message(form)
        onward = await replying.change_reply(session, work, reply_id, words, engine)
    else:
        raise Unacceptable(Fault("act", "not_a_choice"))
    return _address(work, onward)


async def _shown(
    reply_id: UUID, session: DeskSession, staff: SignedIn, work: Work
) -> dict[str, Any]:
    people = await colleagues(session, staff.organisation_id)
    return {
        "case": work.case,
        "reply": await reply_shown(session, work, reply_id),
        "people": {member.id: member.name for member in people},
        "longest": forms.LONGEST_TRANSLATION,
        **words_for(staff.locale),
        **desk(staff),
    }
