"""Following a complaint with its code: read, write, add, withdraw, object, say if it is solved."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules.names import COMPLAINANT_STAGES, GROUNDS, OUTCOMES
from backend.errors import Conflict, Fault, Unacceptable
from backend.grievances.actions.following import (
    Said,
    act_on_case,
    add_case_file,
    refuse_too_many_files,
    start_following,
    stop_following,
    write_to_office,
)
from backend.grievances.actions.reviewing import Disputed, dispute_translation
from backend.grievances.forms import ActForm, read_act
from backend.grievances.public_routes.follow_sessions import (
    COOKIE,
    MaybeOpened,
    OpenedCase,
    following_key,
)
from backend.grievances.queries.account_language import language_of
from backend.grievances.queries.following import Followed, followed
from backend.grievances.queries.helplines import helplines
from backend.grievances.queries.opening import Opened
from backend.grievances.queries.stories import files as files_of
from backend.grievances.rules.browser_keys import BrowserKey
from backend.grievances.rules.draft import LONGEST_MESSAGE, LONGEST_TEXT
from backend.grievances.rules.next_steps import DONE, next_steps
from backend.grievances.rules.receipt_code import read_code
from backend.grievances.rules.translations import OWN_TEXT_NAMES
from backend.web.cookies import drop_cookie, set_cookie
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession, own_transaction
from backend.web.elsewhere import Elsewhere, see_other
from backend.web.forms import Form
from backend.web.language_names import named_in
from backend.web.limits import slow_down
from backend.web.locales import PageLocale
from backend.web.once import row_id
from backend.web.templates import refused, render
from backend.web.uploads import accept

router = APIRouter()


@router.get("/{locale}/follow")
async def follow(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    return render(request, "grievances/follow.html", **_asked(request))


def _asked(request: Request) -> dict[str, Any]:
    asked = request.query_params
    return {name: name in asked for name in ("filed", "again", "left")} | {"kept": ""}


@router.post("/{locale}/follow")
async def enter_code(request: Request, locale: PageLocale, form: PublicForm) -> Response:
    """Open the case for half an hour. A slip is told apart from a code that nobody has."""
    try:
        key = await _open(request, form.text("receipt_code"))
    except Unacceptable as refusal:
        return refused(request, "grievances/follow.html", form, refusal, **_asked(request))
    response = see_other(f"/{locale}/follow/case")
    set_cookie(request, response, COOKIE, key.cookie)
    return response


async def _open(request: Request, typed: str) -> BrowserKey:
    secret = read_code(typed)
    async with own_transaction(request, "public") as session:
        key = await start_following(session, secret, clock.now())
    if key:
        return key
    # Counted and slowed down while no connection is held.
    await slow_down(request, "codes")
    raise Unacceptable(Fault("receipt_code", "code_unknown"))


@router.get("/{locale}/follow/case")
async def case(
    request: Request, locale: PageLocale, session: PublicSession, opened: OpenedCase
) -> HTMLResponse:
    context = await _context(session, locale, opened)
    context["done"] = DONE.get(request.query_params.get("done", ""))
    return render(request, "grievances/case.html", **context)


async def files_paced(request: Request, form: PublicForm) -> None:
    """As many as with an unfinished complaint; whoever waits holds no connection."""
    for _ in form.files("files"):
        await slow_down(request, "uploads")


@router.post("/{locale}/follow/case", dependencies=[Depends(files_paced)])
async def act(
    request: Request,
    locale: PageLocale,
    form: PublicForm,
    session: PublicSession,
    opened: MaybeOpened,
) -> Response:
    if form.pressed("close"):
        return await _close(request, locale, session)
    if opened is None:
        return _half_hour_over(request, locale, form)
    try:
        wanted = read_act(form)
        await _carry_out(request, session, (locale, opened), (wanted, form))
    except (Conflict, Unacceptable) as refusal:
        context = await _context(session, locale, opened)
        if isinstance(refusal, Conflict):
            # The case moved on meanwhile, and the form with it: what was typed stands above.
            context |= {"kept": _typed(form), "values": {}}
        return refused(request, "grievances/case.html", form, refusal, **context)
    return see_other(f"/{locale}/follow/case?done={wanted.act}")


async def _carry_out(
    request: Request, session: PublicSession, at: tuple[str, Opened], what: tuple[ActForm, Form]
) -> None:
    """Files first, each cleaned before anything is written; then the act, all or nothing."""
    (locale, opened), (wanted, form) = at, what
    accepted = [
        replace(await accept(upload), id=row_id(form, "file", upload.content))
        for upload in form.files("files")
    ]
    now = clock.now()
    language, sign = (
        language_of(wanted.text, locale),
        row_id(form, wanted.act, wanted.text.encode()),
    )
    said = Said(wanted.text, language, sign)
    async with session.begin_nested():
        if wanted.about:
            await dispute_translation(session, opened, Disputed(wanted.about, wanted.text), now)
            return
        if wanted.act != "write":
            await act_on_case(session, opened, wanted.act, said, now)
            return
        refuse_too_many_files(len(await files_of(session, opened.case_id)), len(accepted))
        for file in accepted:
            await add_case_file(session, opened, file, request.app.state.files, now)
        if wanted.text:
            await write_to_office(session, opened, said, now)


def _typed(form: Form) -> str:
    return (form.text("message") or form.text("reason"))[:LONGEST_MESSAGE]


def _half_hour_over(request: Request, locale: str, form: Form) -> Response:
    """Nothing was done, and nothing that was typed is lost."""
    if not _typed(form):
        return see_other(f"/{locale}/follow?again=1")
    shown = _asked(request) | {"again": True, "kept": _typed(form)}
    return render(request, "grievances/follow.html", 403, **shown)


async def _close(request: Request, locale: str, session: PublicSession) -> Response:
    key = following_key(request)
    if key:
        await stop_following(session, key)
    response = see_other(f"/{locale}/follow?left=1")
    drop_cookie(request, response, COOKIE)
    return response


async def _context(session: PublicSession, locale: str, opened: Opened) -> dict[str, Any]:
    now = clock.now()
    found: Followed | None = await followed(session, opened, now)
    if found is None:
        raise Elsewhere(f"/{locale}/follow?again=1")
    return {
        "followed": found,
        "case": found.case,
        "coming": next_steps(found.case.stage, found.due, found.day(now)),
        "helplines": helplines(found.case.country, found.case.danger, locale),
        "in_danger": found.case.danger != "no",
        "stage_names": COMPLAINANT_STAGES,
        "outcome_names": OUTCOMES,
        "ground_names": GROUNDS,
        "remedy_names": taxonomy().remedies,
        "text_names": OWN_TEXT_NAMES,
        "language_named": named_in(locale),
        "longest_message": LONGEST_MESSAGE,
        "longest_text": LONGEST_TEXT,
        "done": None,
        "kept": "",
    }
