"""Following a complaint with its code: read, write, add, withdraw, object, say if it is solved."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import COMPLAINANT_STAGES, OUTCOMES
from backend.database.doors import enter
from backend.errors import Fault, Unacceptable
from backend.grievances.actions.following import (
    act_on_case,
    add_case_file,
    refuse_too_many_files,
    start_following,
    stop_following,
    write_to_office,
)
from backend.grievances.forms import ActForm, read_act
from backend.grievances.queries.account_language import language_of
from backend.grievances.queries.following import (
    Followed,
    Opened,
    followed,
    open_by_code,
    open_by_cookie,
)
from backend.grievances.queries.helplines import helplines
from backend.grievances.queries.stories import files as files_of
from backend.grievances.rules.browser_keys import read_cookie as read_key
from backend.grievances.rules.receipt_code import code_hash, read_code
from backend.web.cookies import drop_cookie, read_cookie, set_cookie
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession, own_transaction
from backend.web.elsewhere import Elsewhere, see_other
from backend.web.forms import Form
from backend.web.limits import slow_down
from backend.web.locales import PageLocale
from backend.web.templates import refused, render
from backend.web.uploads import accept

router = APIRouter()
COOKIE = "follow"


async def opened_case(request: Request, session: PublicSession, locale: PageLocale) -> Opened:
    """The case of the follow session; without one, the way to the page that asks for the code."""
    key = read_key(read_cookie(request, COOKIE), COOKIE)
    opened = await open_by_cookie(session, key, clock.now()) if key else None
    if opened is None:
        raise Elsewhere(f"/{locale}/follow?again=1")
    return opened


OpenedCase = Annotated[Opened, Depends(opened_case)]


@router.get("/{locale}/follow")
async def follow(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    asked = request.query_params
    shown = {"filed": "filed" in asked, "again": "again" in asked, "left": "left" in asked}
    return render(request, "grievances/follow.html", values={}, errors={}, faults=[], **shown)


@router.post("/{locale}/follow")
async def enter_code(
    request: Request, locale: PageLocale, form: PublicForm, session: PublicSession
) -> Response:
    """Open the case for half an hour. A slip is told apart from a code that nobody has."""
    try:
        opened = await _open(request, session, form.text("receipt_code"))
    except Unacceptable as refusal:
        shown = {"filed": False, "again": False, "left": False}
        return refused(request, "grievances/follow.html", form, refusal, **shown)
    key = await start_following(session, opened, clock.now())
    response = see_other(f"/{locale}/follow/case")
    set_cookie(request, response, COOKIE, key.cookie)
    return response


async def _open(request: Request, session: PublicSession, typed: str) -> Opened:
    secret = read_code(typed)
    opened = await open_by_code(session, secret, code_hash(secret))
    if opened is None:
        await slow_down(request, "codes")
        raise Unacceptable(Fault("receipt_code", "code_unknown"))
    return opened


@router.get("/{locale}/follow/case")
async def case(
    request: Request, locale: PageLocale, session: PublicSession, opened: OpenedCase
) -> HTMLResponse:
    context = await _context(session, locale, opened)
    done = request.query_params.get("done", "")
    return render(
        request, "grievances/case.html", values={}, errors={}, faults=[], done=done, **context
    )


@router.post("/{locale}/follow/case")
async def act(
    request: Request,
    locale: PageLocale,
    form: PublicForm,
    session: PublicSession,
    opened: OpenedCase,
) -> Response:
    if form.pressed("close"):
        return await _close(request, locale, session)
    try:
        wanted = read_act(form)
        await _carry_out(request, locale, opened, wanted, form)
    except Unacceptable as refusal:
        context = await _context(session, locale, opened)
        return refused(request, "grievances/case.html", form, refusal, done="", **context)
    return see_other(f"/{locale}/follow/case?done={wanted.act}")


async def _carry_out(
    request: Request, locale: str, opened: Opened, wanted: ActForm, form: Form
) -> None:
    """Files first, each cleaned before anything is written; then the act, all or nothing."""
    accepted = [await accept(upload) for upload in form.files("files")]
    now, language = clock.now(), language_of(wanted.text, locale)
    async with own_transaction(request, "public") as session:
        await enter(session, receipt=opened.code_hash, case_id=opened.case_id)
        if wanted.act == "write":
            refuse_too_many_files(len(await files_of(session, opened.case_id)), len(accepted))
            for file in accepted:
                await add_case_file(session, opened, file, request.app.state.files, now)
            if wanted.text:
                await write_to_office(session, opened, wanted.text, language, now)
        else:
            await act_on_case(session, opened, wanted.act, (wanted.text, language), now)


async def _close(request: Request, locale: str, session: PublicSession) -> Response:
    key = read_key(read_cookie(request, COOKIE), COOKIE)
    if key:
        await stop_following(session, key)
    response = see_other(f"/{locale}/follow?left=1")
    drop_cookie(request, response, COOKIE)
    return response


async def _context(session: PublicSession, locale: str, opened: Opened) -> dict[str, Any]:
    found: Followed | None = await followed(session, opened, clock.now())
    if found is None:
        raise Elsewhere(f"/{locale}/follow?again=1")
    return {
        "followed": found,
        "case": found.case,
        "helplines": helplines(found.case.country, found.case.danger, locale),
        "in_danger": found.case.danger != "no",
        "stage_names": COMPLAINANT_STAGES,
        "outcome_names": OUTCOMES,
        "remedy_names": taxonomy().remedies,
    }
