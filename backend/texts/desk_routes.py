"""The texts of an organisation at the desk: how they stand, and writing them side by side."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.staff import SignedIn, TextWriter, desk
from backend.cases.rules.reply_texts import FACTS
from backend.errors import Conflict, Unacceptable
from backend.languages.differences import change_since
from backend.languages.locales import OURS
from backend.languages.versions import Saved, TextState
from backend.texts.actions import write
from backend.texts.forms import language_from, place_of, texts_from
from backend.texts.queries.sets import one_set, sets_of
from backend.texts.rules import KIND_NAMES, STATE_NAMES, Kind, TextSet, Whose, counted
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.routers import RouterBelow
from backend.web.templates import refused, render

router = RouterBelow(prefix="/desk/texts")
LIST, EDITOR = "texts/list.html", "texts/editor.html"


def _whose(staff: SignedIn) -> Whose:
    return Whose(staff.organisation_id, staff.kind, staff.id, staff.role, staff.locale, clock.now())


@router.get("")
async def overview(request: Request, staff: TextWriter, session: DeskSession) -> HTMLResponse:
    found = await sets_of(session, _whose(staff))
    count = counted(each for sets in found.values() for each in sets)
    return render(
        request, LIST, found=found, count=count, kind_names=KIND_NAMES, states=TextState,
        **desk(staff),
    )  # fmt: skip


@router.get("/{about}")
async def editor(
    request: Request, staff: TextWriter, session: DeskSession, about: str
) -> HTMLResponse:
    """``language`` in the address; without one, the first in which there is something to do."""
    found = await one_set(session, _whose(staff), *place_of(about))
    asked = request.query_params
    chosen = language_from(asked.get("language") or _first_to_do(found))
    context = _context(staff, found, chosen) | {"saved": asked.get("saved") == "1"}
    return render(request, EDITOR, **context)


@router.post("/{about}")
async def save(
    request: Request, staff: TextWriter, form: StaffForm, session: DeskSession, about: str
) -> Response:
    whose = _whose(staff)
    found = await one_set(session, whose, *place_of(about))
    language = language_from(form.text("language"))
    try:
        saved = Saved(language, leads=form.text("act") == "lead")
        typed = saved, texts_from(form, found, language), form.text("mark")
        async with session.begin_nested():
            await write(session, whose, found, typed)
    except (Conflict, Unacceptable) as refusal:
        again = await one_set(session, whose, *place_of(about))
        return refused(request, EDITOR, form, refusal, **_context(staff, again, language))
    return see_other(f"{found.address}?language={language}&saved=1")


def _first_to_do(found: TextSet) -> str:
    """The first language in which something is missing or behind; else the second needed one."""
    to_do = [*found.with_state(TextState.MISSING), *found.with_state(TextState.BEHIND)]
    return (to_do or list(found.needed[::-1]))[0]


def _context(staff: SignedIn, found: TextSet, language: str) -> dict[str, Any]:
    others = tuple(tag for tag in OURS if tag not in found.languages)
    return {
        "found": found,
        "language": language,
        "choices": (*found.languages, *others),
        "changes": {each.name: change_since(each.versions, language) for each in found.fields},
        "states": TextState,
        "state_names": STATE_NAMES,
        "facts": FACTS if found.kind is Kind.REPLY else {},
        "saved": False,
        **desk(staff),
    }
