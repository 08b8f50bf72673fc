"""One person's receipt as a sheet of paper, in the language of that person."""

from datetime import date
from zoneinfo import ZoneInfo

from fastapi import Request
from markupsafe import Markup

from backend import clock
from backend.cases.rules.stages import Stage
from backend.grievances.queries.helplines import helplines
from backend.grievances.rules import receipt_code
from backend.grievances.rules.next_steps import next_steps
from backend.on_behalf.rules.filing import FilingContents, Sheet
from backend.web.qr import qr_code_of_page
from backend.web.reader import shown_in
from backend.web.templates import part_in

MOST_HELPLINES = 4


def all_sheets(request: Request, contents: FilingContents) -> list[Markup]:
    """Hundreds take seconds: to be called beside the event loop."""
    today = clock.now().astimezone(ZoneInfo(contents.zone)).date()
    return [_markup(request, sheet, today) for sheet in contents.sheets]


def _markup(request: Request, sheet: Sheet, today: date) -> Markup:
    """As the receipt of the public door, without its form."""
    locale, sent = shown_in(request, sheet.locale), sheet.receipt
    follow = f"{request.app.state.settings.public_origin}/{locale}/follow"
    due = {"acknowledge": sent.acknowledge_by, "decide": sent.decide_by}
    return part_in(
        locale,
        "on_behalf/sheet.html",
        sheet=sheet,
        receipt=sent,
        letters=receipt_code.in_letters(sent.secret).split("-"),
        digits=receipt_code.in_digits(sent.secret).split("-"),
        follow_address=follow,
        qr=qr_code_of_page(follow),
        steps=next_steps(Stage.RECEIVED, due, today),
        helplines=helplines(sheet.country, sheet.danger, locale)[:MOST_HELPLINES],
    )
