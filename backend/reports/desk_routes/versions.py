"""One version of a report: being counted, written, proposed, published, corrected."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import ReportWriter, SignedIn, desk
from backend.errors import Absent, Conflict, Forbidden, Unacceptable
from backend.languages.locales import LOCALES
from backend.reports.actions.holding import Publisher
from backend.reports.desk_routes.acting import carry_out
from backend.reports.queries.desk_pages import DeskPage, desk_page
from backend.reports.queries.report_page import page_words
from backend.reports.rules.editions import (
    LONGEST_REASON,
    LONGEST_TEXT,
    OPERATOR,
    REASON,
    STATE_NAMES,
    State,
    title_of,
)
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import part_in, refused, render

router = APIRouter()
#: Seconds after which the page about the counting looks again, without any script.
LOOKS_AGAIN = 2
TEMPLATES = {
    State.COMPOSING: "reports/counting.html",
    State.FAILED: "reports/counting.html",
    State.DRAFT: "reports/draft.html",
}
READ = "reports/proposed.html"


@router.get("/reports/{publication_id}")
async def version(
    request: Request, staff: ReportWriter, session: DeskSession, publication_id: UUID
) -> HTMLResponse:
    found = await desk_page(session, staff.organisation_id, publication_id, staff.locale)
    return _shown(request, staff, found)


@router.post("/reports/{publication_id}")
async def act_on_version(
    request: Request, staff: ReportWriter, form: StaffForm, session: DeskSession,
    publication_id: UUID,
) -> Response:  # fmt: skip
    by = Publisher(staff.organisation_id, staff.id)
    try:
        address = await carry_out(session, by, publication_id, form, clock.now())
    except (Conflict, Forbidden, Unacceptable) as refusal:
        found = await desk_page(session, staff.organisation_id, publication_id, staff.locale)
        context = _context(staff, found) | {"saved": False}
        return refused(request, _template(found), form, refusal, **context)
    return see_other(address)


@router.get("/reports/{publication_id}/preview")
async def preview(
    request: Request,
    staff: ReportWriter,
    session: DeskSession,
    publication_id: UUID,
    language: Annotated[str, Query(max_length=12)] = "en",
) -> HTMLResponse:
    """What will be published, to the letter, as a reader of that language sees it.

    Around it the desk speaks the language of whoever looks.
    """
    if language not in LOCALES or not LOCALES[language].offered:
        raise Absent
    found = await desk_page(session, staff.organisation_id, publication_id, language)
    if found.page is None:
        raise Absent
    words = page_words(found.page, found.versions, language)
    body = part_in(language, "reports/body.html", top="h1", published=False, **words)
    return render(
        request, "reports/preview.html", found=found, body=body, language=language, **desk(staff)
    )


def _shown(request: Request, staff: SignedIn, found: DeskPage) -> HTMLResponse:
    saved = request.query_params.get("saved") == "1"
    answer = render(
        request, _template(found), saved=saved,
        **_context(staff, found),
    )  # fmt: skip
    if found.draft.edition.state is State.COMPOSING:
        answer.headers["Refresh"] = str(LOOKS_AGAIN)
    return answer


def _template(found: DeskPage) -> str:
    return TEMPLATES.get(found.draft.edition.state, READ)


def _context(staff: SignedIn, found: DeskPage) -> dict[str, Any]:
    words = page_words(found.page, found.versions, staff.locale) if found.page else {}
    return {
        "found": found,
        "state_names": STATE_NAMES,
        "reason_field": REASON,
        "title_of": title_of,
        "longest": {REASON: LONGEST_REASON},
        "longest_text": LONGEST_TEXT,
        "is_composer": found.draft.composed_by == staff.id,
        "may_propose": found.draft.composed_by in {staff.id, OPERATOR},
        "published": found.draft.edition.state is State.PUBLISHED,
        **words,
        **desk(staff),
    }
