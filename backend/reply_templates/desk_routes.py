"""The office's templates of replies at the desk: what there is, new ones, copies to change."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import organisation
from backend.accounts.rules import OrganisationKind
from backend.accounts.staff import ReplyWriter, SignedIn, desk
from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules import names
from backend.cases.rules.reply_texts import FACTS
from backend.errors import Absent, Fault, Unacceptable
from backend.languages.texts import best_text
from backend.languages.versions import needed_languages, texts_in
from backend.reply_templates import actions, forms
from backend.reply_templates.queries.templates import templates_of
from backend.reply_templates.rules import FIELDS, MOVES, Writer
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form, read_id
from backend.web.routers import RouterBelow
from backend.web.templates import refused, render

router = RouterBelow(prefix="/desk/replies")
PAGE = "reply_templates/list.html"


@router.get("")
async def replies(request: Request, staff: ReplyWriter, session: DeskSession) -> HTMLResponse:
    context = await _context(session, staff)
    return render(request, PAGE, **context)


@router.post("")
async def change(
    request: Request, staff: ReplyWriter, form: StaffForm, session: DeskSession
) -> Response:
    try:
        address = await _carry_out(session, staff, form)
    except Unacceptable as refusal:
        return refused(request, PAGE, form, refusal, **await _context(session, staff))
    return see_other(address)


async def _carry_out(session: DeskSession, staff: SignedIn, form: Form) -> str:
    """What the pressed button says; gives the address to go on to."""
    by, act = Writer(staff.organisation_id, staff.id, clock.now()), form.text("act")
    about = form.text("template")
    if act == "retire":
        template_id = read_id(about)
        if template_id is None:
            raise Absent
        await actions.retire_template(session, by, template_id)
        return "/desk/replies"
    if act == "copy":
        made = await actions.copy_shipped(session, by, about)
    elif act == "add":
        new = forms.new_template(form, await _needed(session, staff))
        made = await actions.add_template(session, by, new)
    else:
        raise Unacceptable(Fault("act", "not_a_choice"))
    return f"/desk/texts/reply.{made}"


async def _needed(session: DeskSession, staff: SignedIn) -> tuple[str, ...]:
    """Only offices reply to people who complained."""
    own = await organisation(session, staff.organisation_id, staff.locale)
    if own is None or own.kind is not OrganisationKind.RECEIVING_OFFICE:
        raise Absent
    return needed_languages(own.locale)


async def _context(session: DeskSession, staff: SignedIn) -> dict[str, Any]:
    templates = await templates_of(session, staff.organisation_id)
    return {
        "templates": [
            (template, best_text(texts_in(template.title), staff.locale)) for template in templates
        ],
        "needed": await _needed(session, staff),
        "lengths": FIELDS,
        "moves": [(move, names.MOVES[move]) for move in MOVES],
        "move_names": names.MOVES,
        "taxonomy": taxonomy(),
        "facts": FACTS,
        **desk(staff),
    }
