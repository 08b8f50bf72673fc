"""A lost receipt: asked for by one of the office, agreed to by another."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.accounts.rules import Act, Role, may
from backend.accounts.staff import ContactOpener, SignedIn, desk
from backend.errors import Fault, Unacceptable
from backend.grievances.actions import reissuing
from backend.grievances.actions.reissuing import Reissuing
from backend.lost_receipts.queries import reissues_shown
from backend.triage import forms
from backend.triage.actions.writing import reason
from backend.triage.desk_routes.case_pages import CasePage
from backend.triage.desk_routes.context import Section
from backend.triage.queries.work import Work
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.forms import Form
from backend.web.routers import RouterBelow

router = RouterBelow(prefix="/desk")
BUTTONS: dict[str, Callable[[AsyncSession, Any, Reissuing], Awaitable[None]]] = {
    "ask": reissuing.ask_for_receipt,
    "agree": reissuing.agree_to_receipt,
    "drop": reissuing.drop_reissue,
}
read_reason = forms.words("receipt_reason")


async def receipt_of_case(session: AsyncSession, work: Work) -> Section:
    """On the case's own page: that somebody asks for a new receipt, and the way to it."""
    helps = "contact" in work.keys and may(Role(work.person.role), Act.OPEN_CONTACT)
    shown = await reissues_shown(session, work) if helps else None
    return Section("lost_receipts/case_section.html", shown)


async def _shown(session: DeskSession, staff: SignedIn, work: Work) -> dict[str, Any]:
    return {"case": work.case, "shown": await reissues_shown(session, work)} | desk(staff)


async def _carry_out(session: DeskSession, work: Work, form: Form) -> str:
    act = BUTTONS.get(form.text("act"))
    if act is None:
        raise Unacceptable(Fault("act", "not_a_choice"))
    why = read_reason(form).text if form.text("act") == "ask" else ""
    sealed = reason(work, why) if why else None
    await act(session, work.case.id, Reissuing(work.person.id, work.at, sealed))
    return f"/desk/cases/{work.case.reference}/receipt"


PAGE = CasePage("lost_receipts/receipt.html", _shown, _carry_out)


@router.get("/cases/{reference}/receipt")
async def lost_receipt(
    request: Request, staff: ContactOpener, session: DeskSession
) -> HTMLResponse:
    return await PAGE.show(request, staff, session)


@router.post("/cases/{reference}/receipt")
async def act_on_receipt(
    request: Request, staff: ContactOpener, form: StaffForm, session: DeskSession
) -> Response:
    return await PAGE.act(request, staff, session, form)
