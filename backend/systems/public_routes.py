"""The register of AI systems, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from backend.accounts.queries import organisations
from backend.errors import Absent
from backend.jurisdictions.queries import country_choices
from backend.systems import rules
from backend.systems.queries.listing import PAGE, RegisterFilter, published_systems
from backend.systems.queries.pages import system_page
from backend.systems.queries.places import places_of
from backend.systems.queries.sectors import sectors
from backend.web.database_session import PublicSession
from backend.web.locales import PageLocale
from backend.web.qr import qr_code_of_page
from backend.web.templates import render

router = APIRouter()


@router.get("/{locale}/systems")
async def register(
    request: Request,
    locale: PageLocale,
    session: PublicSession,
    wanted: Annotated[RegisterFilter, Query()],
) -> HTMLResponse:
    found = await published_systems(session, wanted, locale)
    owners = await organisations(session, locale)
    return render(
        request,
        "systems/register.html",
        systems=found[:PAGE],
        after=found[PAGE - 1].slug if len(found) > PAGE else "",
        owners=owners,
        wanted=wanted,
        countries=country_choices(locale),
        phases=rules.PHASES,
        places_of=places_of,
    )


@router.get("/{locale}/systems/{slug}")
async def system(
    request: Request, locale: PageLocale, slug: str, session: PublicSession
) -> HTMLResponse:
    return await _page(request, session, (locale, slug), "systems/system.html")


@router.get("/{locale}/systems/{slug}/notice")
async def notice(
    request: Request, locale: PageLocale, slug: str, session: PublicSession
) -> HTMLResponse:
    """To print and to hang up where the system is used."""
    return await _page(request, session, (locale, slug), "systems/notice.html")


async def _page(
    request: Request, session: PublicSession, what: tuple[str, str], template: str
) -> HTMLResponse:
    locale, slug = what
    found = await system_page(session, slug, locale)
    if found is None:
        raise Absent
    origin = request.app.state.settings.public_origin
    complain = f"{origin}/{locale}/complain?system={slug}"
    return render(
        request,
        template,
        system=found,
        owner=(await organisations(session, locale)).get(found.line.owner_id),
        places=places_of(found.line, locale),
        complain=complain,
        qr=qr_code_of_page(complain),
        sectors=sectors(),
        rules=rules,
    )
