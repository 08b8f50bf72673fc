"""A code that came by mail and works once: in exchange for it there is a new receipt."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.errors import Fault, Unacceptable
from backend.grievances.actions.sending_codes import use_code
from backend.grievances.public_routes.drafts import address, remember
from backend.grievances.queries.drafts import OpenDraft
from backend.web.csrf import PublicForm
from backend.web.database_session import own_transaction
from backend.web.elsewhere import see_other
from backend.web.limits import slow_down
from backend.web.locales import PageLocale
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "grievances/lost_code.html"


@router.get("/{locale}/follow/lost")
async def lost_code(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    return render(request, PAGE)


@router.post("/{locale}/follow/lost")
async def renew_receipt(request: Request, locale: PageLocale, form: PublicForm) -> Response:
    try:
        draft = await _exchange(request, form.text("receipt_code"))
    except Unacceptable as refusal:
        return refused(request, PAGE, form, refusal)
    return remember(request, see_other(address(locale, "receipt")), draft)


async def _exchange(request: Request, typed: str) -> OpenDraft:
    async with own_transaction(request, "public") as session:
        draft = await use_code(session, typed, clock.now())
    if draft:
        return draft
    # Counted and slowed down while no connection is held.
    await slow_down(request, "codes")
    raise Unacceptable(Fault("receipt_code", "one_time_code_unknown"))
