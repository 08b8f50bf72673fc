"""The receipt, shown until its last group is typed back or skipped."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.errors import Fault, Unacceptable
from backend.grievances.actions.drafting import drop_draft
from backend.grievances.public_routes.drafts import COOKIE, MaybeDraft, address
from backend.grievances.queries.helplines import helplines
from backend.grievances.rules import receipt_code
from backend.grievances.rules.draft import DraftContents, SentReceipt
from backend.web.cookies import drop_cookie
from backend.web.csrf import PublicForm
from backend.web.database_session import PublicSession
from backend.web.elsewhere import Elsewhere, see_other
from backend.web.locales import PageLocale
from backend.web.qr import qr_code_of_page
from backend.web.templates import refused, render

router = APIRouter()


@router.get("/{locale}/complain/receipt")
async def receipt(request: Request, locale: PageLocale, draft: MaybeDraft) -> HTMLResponse:
    if draft is None or draft.contents.receipt is None:
        raise Elsewhere(f"/{locale}/follow")
    context = _context(request, locale, draft.contents, draft.contents.receipt)
    return render(request, "grievances/receipt.html", **context)


@router.post("/{locale}/complain/receipt")
async def put_away(
    request: Request,
    locale: PageLocale,
    form: PublicForm,
    session: PublicSession,
    draft: MaybeDraft,
) -> Response:
    if draft is None or draft.contents.receipt is None:
        raise Elsewhere(f"/{locale}/follow")
    sent = draft.contents.receipt
    if not form.pressed("skip") and not receipt_code.is_last_group(
        form.text("last_group"), sent.secret
    ):
        refusal = Unacceptable(Fault("last_group", "last_group_wrong"))
        context = _context(request, locale, draft.contents, sent)
        return refused(request, "grievances/receipt.html", form, refusal, **context)
    await drop_draft(session, draft)
    response = see_other(f"/{locale}/follow?filed=1")
    drop_cookie(request, response, COOKIE)
    return response


def _context(
    request: Request, locale: str, contents: DraftContents, sent: SentReceipt
) -> dict[str, Any]:
    origin = request.app.state.settings.public_origin
    return {
        "receipt": sent,
        "letters": receipt_code.in_letters(sent.secret).split("-"),
        "digits": receipt_code.in_digits(sent.secret).split("-"),
        "follow_address": f"{origin}/{locale}/follow",
        "qr": qr_code_of_page(f"{origin}/{locale}/follow"),
        "helplines": helplines(contents.country, contents.danger, locale),
        "in_danger": contents.in_danger(),
        "here": address(locale, "receipt"),
    }
