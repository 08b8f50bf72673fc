"""Where an organisation's people sign in with the account of their house."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts import queries
from backend.accounts.actions.providers import keep_provider
from backend.accounts.desk_routes.signing_in_elsewhere import is_trial
from backend.accounts.forms import provider_from
from backend.accounts.queries.providers import provider_of
from backend.accounts.staff import PeopleManager, SignedIn, desk, master_of
from backend.errors import Absent, Unacceptable
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "accounts/provider.html"


@router.get("/people/provider")
async def provider_page(
    request: Request, staff: PeopleManager, session: DeskSession
) -> HTMLResponse:
    context = await _shown(request, staff, session)
    return render(request, PAGE, **context)


@router.post("/people/provider")
async def change_provider(
    request: Request, staff: PeopleManager, form: StaffForm, session: DeskSession
) -> Response:
    try:
        entered = provider_from(form, loopback=is_trial(request.app.state.settings))
        by, office = (staff.id, clock.now()), staff.organisation_id
        await keep_provider(session, master_of(request), office, entered, by)
    except Unacceptable as refusal:
        context = await _shown(request, staff, session)
        shown = form.without("client_secret")
        return refused(request, PAGE, shown, refusal, **context | {"values": shown.values()})
    return see_other("/desk/people/provider")


async def _shown(request: Request, staff: SignedIn, session: DeskSession) -> dict[str, Any]:
    row = await provider_of(session, staff.organisation_id)
    office = await queries.organisation(session, staff.organisation_id, staff.locale)
    if office is None:
        raise Absent
    values = {"demands": "mfa"}
    if row is not None:
        values = {"issuer": row.issuer, "client_id": row.client_id, "demands": row.demands}
    settings = request.app.state.settings
    return {
        "values": values,
        "present": row is not None,
        "active": row is not None and row.active,
        "back": f"{settings.desk}/desk/sign-in/with/{office.slug}/back",
        **desk(staff),
    }
