"""The translators' list, the page on which one text is translated, and the languages one reads."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.actions.changing import change_languages
from backend.accounts.forms import languages_from
from backend.accounts.queries import colleagues
from backend.accounts.rules import Act, may
from backend.accounts.staff import CaseWorker, SignedIn, desk
from backend.audit.actions import Actor
from backend.cases.rules.names import STAGES
from backend.errors import Absent, Conflict, Fault, Unacceptable
from backend.grievances.rules.translations import TEXT_NAMES
from backend.languages.locales import OURS
from backend.triage import forms
from backend.triage.actions import translating
from backend.triage.actions.writing import note_event
from backend.triage.desk_routes.cases import office_work
from backend.triage.desk_routes.words import words_for
from backend.triage.queries.translated import case_texts
from backend.triage.queries.translators_queue import how_many_wait, translators_queue
from backend.triage.queries.work import Work
from backend.triage.rules.typed import TextNamed
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import refused, render
from backend.web.words import refusal_sentence

router = APIRouter()
LIST = "/desk/translations"
PAGE = "triage/translation.html"


async def waiting_for(session: DeskSession, staff: SignedIn) -> int:
    """How many texts this person could translate or look at."""
    if not may(staff.role, Act.WORK_CASES):
        return 0
    return await how_many_wait(session, staff.organisation_id, staff.reads)


@router.get("/translations")
async def translations(request: Request, staff: CaseWorker, session: DeskSession) -> HTMLResponse:
    queue = await translators_queue(session, staff.organisation_id, staff.reads)
    return render(
        request, "triage/translations.html", queue=queue, stage_names=STAGES,
        text_names=TEXT_NAMES, readable=OURS, **words_for(staff.locale), **desk(staff),
    )  # fmt: skip


@router.post("/translations")
async def change_own_languages(
    staff: CaseWorker, form: StaffForm, session: DeskSession
) -> Response:
    whom = (staff.organisation_id, staff.id)
    actor = Actor("staff", staff.id)
    await change_languages(session, whom, languages_from(form), (actor, clock.now()))
    return see_other(LIST)


@router.get("/cases/{reference}/translations/{text}")
async def translation(
    request: Request, staff: CaseWorker, session: DeskSession, text: str
) -> HTMLResponse:
    work = await office_work(request, session, staff)
    context = await _context(session, staff, work, _named(text))
    await note_event(session, work, "case.read")
    return render(request, PAGE, values={}, errors={}, faults=[], **context)


@router.post("/cases/{reference}/translations/{text}")
async def translate(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession, text: str
) -> Response:
    work, named = await office_work(request, session, staff), _named(text)
    try:
        async with session.begin_nested():
            await _carry_out(session, work, named, form)
    except Unacceptable as refusal:
        context = await _context(session, staff, work, named)
        return refused(request, PAGE, form, refusal, **context)
    except Conflict as refusal:
        context = await _context(session, staff, work, named)
        context["sentence"] = refusal_sentence(refusal, staff.locale)
        return render(request, PAGE, 409, values=form.values(), errors={}, faults=[], **context)
    took = form.text("act") == "take"
    return see_other(f"/desk/cases/{work.case.reference}/translations/{text}" if took else LIST)


async def _carry_out(session: DeskSession, work: Work, named: TextNamed, form: Form) -> None:
    act = form.text("act")
    if act == "take":
        await translating.take(session, work, named)
    elif act == "write":
        await translating.write(session, work, forms.version(form, named))
    elif act == "confirm":
        await translating.confirm(session, work, forms.version_seen(form, named))
    else:
        raise Unacceptable(Fault("act", "not_a_choice"))


def _named(text: str) -> TextNamed:
    named = forms.text_named(text)
    if named is None:
        raise Absent
    return named


async def _context(
    session: DeskSession, staff: SignedIn, work: Work, named: TextNamed
) -> dict[str, Any]:
    people = await colleagues(session, staff.organisation_id)
    texts = await case_texts(session, work, people)
    shown = texts.of(named.kind, named.of_id)
    if shown is None or named.to_language == shown.source.language:
        raise Absent
    return {
        "case": work.case,
        "text": shown,
        "to": named.to_language,
        "people": {member.id: member.name for member in people},
        "may_write": translating.reads_both(work, shown.source.language, named.to_language),
        "longest": forms.LONGEST_TRANSLATION,
        "text_names": TEXT_NAMES,
        "sentence": "",
        **words_for(staff.locale),
        **desk(staff),
    }
