"""Days off by proclamation, for the country or the subdivision of one's office."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import OrganisationLine, organisation
from backend.accounts.staff import PeopleManager, SignedIn, desk
from backend.cases.actions.days_off import let_be_told, proclaim, withdraw
from backend.errors import Absent, Fault, Unacceptable
from backend.jurisdictions.actions import NewDayOff
from backend.jurisdictions.queries import country
from backend.jurisdictions.queries.days_off import days_off_of
from backend.languages.locales import OURS
from backend.languages.texts import best_text
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.faults import Faults
from backend.web.forms import Form, read_id
from backend.web.templates import refused, render

router = APIRouter()
PAGE = "oversight/days_off.html"
LONGEST_REASON = 200


@router.get("/days-off")
async def days_off_page(
    request: Request, staff: PeopleManager, session: DeskSession
) -> HTMLResponse:
    context = await _shown(session, staff)
    return render(request, PAGE, **context)


@router.post("/days-off")
async def change_days_off(
    request: Request, staff: PeopleManager, form: StaffForm, session: DeskSession
) -> Response:
    """Enter a day, let complainants read its reason, or withdraw it."""
    try:
        await _carry_out(session, staff, form)
    except Unacceptable as refusal:
        return refused(request, PAGE, form, refusal, **await _shown(session, staff))
    return see_other("/desk/days-off")


async def _carry_out(session: DeskSession, staff: SignedIn, form: Form) -> None:
    office, by = await _office(session, staff), (staff.id, clock.now())
    if form.text("act") == "enter":
        await proclaim(session, office, _new(form, office), by)
        return
    known = await days_off_of(session, (office.country, office.subdivision))
    chosen: UUID | None = read_id(form.text("entry"))
    if chosen not in {day.id for day in known} or chosen is None:
        raise Absent
    acts = {"tell": let_be_told, "withdraw": withdraw}
    if form.text("act") not in acts:
        raise Unacceptable(Fault("act", "not_a_choice"))
    await acts[form.text("act")](session, chosen, by)


def _new(form: Form, office: OrganisationLine) -> NewDayOff:
    faults = Faults()
    day = faults.needed_day(form, "day")
    reason = faults.needed(form, "reason", LONGEST_REASON)
    locale = faults.chosen(form, "reason_language", OURS)
    where = "subdivision" if form.text("where") == "subdivision" and office.subdivision else ""
    faults.refuse()
    if day is None:
        raise Unacceptable(Fault("day", "day_needed"))
    part = office.subdivision if where else None
    return NewDayOff(office.country, part, day, reason, locale, form.text("told") == "yes")


async def _office(session: DeskSession, staff: SignedIn) -> OrganisationLine:
    office = await organisation(session, staff.organisation_id, staff.locale)
    if office is None:
        raise Absent
    return office


async def _shown(session: DeskSession, staff: SignedIn) -> dict[str, Any]:
    office = await _office(session, staff)
    return {
        "office": office,
        "country_name": best_text(country(office.country).names, staff.locale).text,
        "days": await days_off_of(session, (office.country, office.subdivision)),
        "tongues": OURS,
        **desk(staff),
    }
