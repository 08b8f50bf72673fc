"""The translators' list, the page on which one text is translated, and the languages one reads."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.actions.changing import change_languages
from backend.accounts.forms import languages_from
from backend.accounts.queries import StaffLine, colleagues
from backend.accounts.rules import Act, may
from backend.accounts.staff import CaseWorker, SignedIn, desk
from backend.audit.actions import Actor
from backend.cases.rules.names import STAGES
from backend.errors import Absent, Fault, Unacceptable
from backend.grievances.rules.translations import TEXT_NAMES
from backend.languages.locales import OURS
from backend.triage import forms
from backend.triage.actions import translating
from backend.triage.desk_routes.case_pages import CasePage
from backend.triage.desk_routes.words import words_for
from backend.triage.queries.translated import case_texts
from backend.triage.queries.translators_queue import how_many_wait, translators_queue
from backend.triage.queries.work import Work
from backend.triage.rules.typed import TextNamed
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.templates import render

router = APIRouter()
LIST = "/desk/translations"


async def waiting_for(session: DeskSession, member: StaffLine) -> int:
    """How many texts this person could translate or look at."""
    if not may(member.role, Act.WORK_CASES):
        return 0
    return await how_many_wait(session, member.organisation_id, member.languages)


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


def _page(text: str) -> CasePage:
    """That of one text of a case."""
    return CasePage("triage/translation.html", partial(_shown, text), partial(_carry_out, text))


@router.get("/cases/{reference}/translations/{text}")
async def translation(
    request: Request, staff: CaseWorker, session: DeskSession, text: str
) -> HTMLResponse:
    return await _page(text).show(request, staff, session)


@router.post("/cases/{reference}/translations/{text}")
async def translate(
    request: Request, staff: CaseWorker, form: StaffForm, session: DeskSession, text: str
) -> Response:
    return await _page(text).act(request, staff, session, form)


async def _carry_out(text: str, session: DeskSession, work: Work, form: Form) -> str:
    named, act = _named(text), form.text("act")
    if act == "take":
        await translating.take(session, work, named)
        return f"/desk/cases/{work.case.reference}/translations/{text}"
    if act == "write":
        await translating.write(session, work, forms.version(form, named))
    elif act == "confirm":
        await translating.confirm(session, work, forms.version_seen(form, named))
    else:
        raise Unacceptable(Fault("act", "not_a_choice"))
    return LIST


def _named(text: str) -> TextNamed:
    named = forms.text_named(text)
    if named is None:
        raise Absent
    return named


async def _shown(text: str, session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    named = _named(text)
    people = await colleagues(session, staff.organisation_id)
    texts = await case_texts(session, work, people)
    found = texts.of(named.kind, named.of_id)
    if found is None or named.to_language == found.source.language:
        raise Absent
    return {
        "case": work.case,
        "text": found,
        "to": named.to_language,
        "people": {member.id: member.name for member in people},
        "may_write": translating.reads_both(work, found.source.language, named.to_language),
        "longest": forms.LONGEST_TRANSLATION,
        "text_names": TEXT_NAMES,
        **words_for(staff.locale),
        **desk(staff),
    }
