"""The register at the desk: an organisation registers its own systems and keeps them up to date."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from backend import clock
from backend.accounts.queries import organisation
from backend.accounts.staff import OwnerStaff, SignedIn, desk
from backend.errors import Absent, Conflict, Fault, Unacceptable
from backend.jurisdictions.queries import country_choices
from backend.languages.versions import FieldVersions, mark_of, needed_languages
from backend.systems import actions, forms, rules
from backend.systems.queries.facts import lock_system, system_facts
from backend.systems.queries.lines import SystemFacts
from backend.systems.queries.pages import system_page
from backend.systems.queries.places import places_of
from backend.systems.queries.sectors import sectors
from backend.systems.queries.texts import system_versions
from backend.web.csrf import StaffForm
from backend.web.database_session import DeskSession
from backend.web.elsewhere import see_other
from backend.web.forms import Form
from backend.web.routers import RouterBelow
from backend.web.templates import refused, render

router = RouterBelow(prefix="/desk/systems")
NEW, PAGE = "systems/desk_new.html", "systems/desk_system.html"
SAVED = {"words": "changed", "facts": "changed", "version": "version_added"}


@router.get("/new")
async def new_page(request: Request, staff: OwnerStaff, session: DeskSession) -> HTMLResponse:
    context = choices(staff, await owned_by(session, staff))
    return render(request, NEW, ticked=[], **context)


@router.post("/new")
async def register(
    request: Request, staff: OwnerStaff, form: StaffForm, session: DeskSession
) -> Response:
    owned, at = await owned_by(session, staff), clock.now()
    try:
        new, oversight = forms.new_system(form, owned)
        await actions.register_system(session, new)
    except Unacceptable as refusal:
        context = choices(staff, owned) | {"ticked": form.all("countries")}
        return refused(request, NEW, form, refusal, **context)
    await actions.declare_oversight(session, new.id, oversight, owned.on)
    by = (staff.organisation_id, staff.id)
    await actions.note_change(session, by, new.id, "registered", at)
    return see_other(f"/desk/systems/{new.slug}")


@router.get("/{slug}")
async def show(
    request: Request, staff: OwnerStaff, session: DeskSession, slug: str, saved: str = ""
) -> HTMLResponse:
    system = await own_system(session, staff, slug)
    context = await _context(session, staff, system)
    return render(request, PAGE, act="", saved=saved == "1", **context)


@router.post("/{slug}")
async def change(
    request: Request, staff: OwnerStaff, form: StaffForm, session: DeskSession, slug: str
) -> Response:
    system = await own_system(session, staff, slug)
    await lock_system(session, system.id)
    try:
        await _carry_out(session, staff, system, form)
    except (Conflict, Unacceptable) as refusal:
        context = _with_typed(await _context(session, staff, system), form)
        return refused(request, PAGE, form, refusal, saved=False, **context)
    return see_other(f"/desk/systems/{slug}?saved=1")


def _with_typed(context: dict[str, Any], form: Form) -> dict[str, Any]:
    """The page as the system is now, with everything typed in its field."""
    values = context["values"] | form.values() | {"mark": context["values"]["mark"]}
    ticked = form.all("countries") if form.text("act") == "facts" else context["ticked"]
    return context | {"act": form.text("act"), "values": values, "ticked": ticked}


async def _carry_out(
    session: DeskSession, staff: SignedIn, system: SystemFacts, form: Form
) -> None:
    """What the pressed button says, and the event that it happened."""
    act, owned = form.text("act"), await owned_by(session, staff)
    if act == "words":
        texts, contact = forms.words(form, owned)
        now = (await system_versions(session, [system.id]))[system.id]
        if form.text("mark") not in {"", _mark(now, owned)}:
            raise actions.WordsChanged
        await actions.write_words(session, system.id, texts, owned.on)
        await actions.change_system(session, system.id, {"contact": contact})
    elif act == "facts":
        found = forms.facts(form)
        await actions.change_system(session, system.id, found.values)
        await actions.declare_oversight(session, system.id, found.oversight, owned.on)
    elif act == "version":
        await actions.add_version(session, system.id, *forms.version(form))
    else:
        raise Unacceptable(Fault("act", "not_a_choice"))
    by = (staff.organisation_id, staff.id)
    await actions.note_change(session, by, system.id, SAVED[act], clock.now())


def _mark(words: FieldVersions, owned: forms.Owned) -> str:
    """Of all that the form about the words shows."""
    return ".".join(mark_of(words.values(), tag) for tag in owned.needed)


async def own_system(session: DeskSession, staff: SignedIn, slug: str) -> SystemFacts:
    """Another organisation's system is as if it were not, although the register shows it."""
    system = await system_facts(session, slug)
    if system is None or system.owner_id != staff.organisation_id:
        raise Absent
    return system


async def owned_by(session: DeskSession, staff: SignedIn) -> forms.Owned:
    own = await organisation(session, staff.organisation_id, staff.locale)
    if own is None:
        raise Absent
    return forms.Owned(own.id, needed_languages(own.locale), clock.now().date())


def choices(staff: SignedIn, owned: forms.Owned) -> dict[str, Any]:
    """What the forms about a system let choose from."""
    return {
        "needed": owned.needed,
        "lengths": rules.TEXT_FIELDS,
        "rules": rules,
        "sectors": sectors(),
        "countries": country_choices(staff.locale),
        **desk(staff),
    }


async def _context(session: DeskSession, staff: SignedIn, system: SystemFacts) -> dict[str, Any]:
    owned = await owned_by(session, staff)
    page = await system_page(session, system.slug, staff.locale)
    if page is None:
        raise Absent
    words = (await system_versions(session, [system.id]))[system.id]
    values = {f"{n}_{tag}": of.text for n, by in words.items() for tag, of in by.items()}
    values["mark"] = _mark(words, owned)
    return choices(staff, owned) | {
        "system": page,
        "owner": None,
        "places": places_of(page.line, staff.locale),
        "values": values | page.as_answers(),
        "ticked": list(page.line.countries),
    }
