"""The first page, the way into the form, the way out of the site, and what stands about us."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.accounts.queries import organisations
from backend.grievances.actions.leaving import forget_browser
from backend.grievances.public_routes.drafts import COOKIE as DRAFT_COOKIE
from backend.grievances.public_routes.drafts import MaybeDraft, address
from backend.grievances.public_routes.follow_sessions import COOKIE as FOLLOW_COOKIE
from backend.grievances.public_routes.follow_sessions import following_key
from backend.grievances.queries.helplines import helplines
from backend.jurisdictions.queries import country_choices, limits
from backend.languages.locales import negotiate
from backend.web.cookies import drop_cookie
from backend.web.database_session import PublicSession
from backend.web.elsewhere import see_other
from backend.web.locales import PageLocale
from backend.web.templates import render

router = APIRouter()
#: Where a page is left for in a hurry: a search page that says nothing.
NEUTRAL = "https://www.google.com/"


@router.get("/")
async def root(request: Request) -> Response:
    response = see_other(f"/{negotiate(request.headers.get('accept-language', ''))}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@router.get("/{locale}/")
async def home(request: Request, locale: PageLocale, draft: MaybeDraft) -> HTMLResponse:
    del locale
    started = draft is not None and draft.contents.receipt is None and draft.contents.answered
    decide = limits("TH")["decide"]
    return render(request, "grievances/home.html", started=bool(started), decide_days=decide[0])


@router.get("/{locale}/complain")
async def complain(
    locale: PageLocale, draft: MaybeDraft, system: str = "", country: str = "", about: str = ""
) -> Response:
    """Posters, QR codes and the line about translations lead here; what they name goes on."""
    begun = draft is not None and draft.contents.receipt is None and draft.contents.ready()
    known = [
        f"{name}={value}"
        for name, value in (("system", system), ("country", country.upper()), ("about", about))
        if value.replace("-", "").isalnum() and value.isascii()
    ] + (["begun=1"] if begun else [])
    return see_other(address(locale, "story") + (f"?{'&'.join(known)}" if known else ""))


@router.get("/{locale}/about")
async def about(request: Request, locale: PageLocale, session: PublicSession) -> HTMLResponse:
    offices = (await organisations(session, locale)).values()
    receiving = [o for o in offices if o.kind == "receiving_office"]
    return render(request, "grievances/about.html", offices=receiving)


@router.get("/{locale}/privacy")
async def privacy(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    return render(request, "grievances/privacy.html")


@router.get("/{locale}/accessibility")
async def accessibility(request: Request, locale: PageLocale) -> HTMLResponse:
    del locale
    return render(request, "grievances/accessibility.html")


@router.get("/{locale}/help")
async def help_page(request: Request, locale: PageLocale) -> HTMLResponse:
    """Every country's helplines on one page."""
    shown = [(name, helplines(code, "yes", locale)) for code, name in country_choices(locale)]
    return render(request, "grievances/help.html", countries=shown)


@router.get("/{locale}/leave")
async def leave(
    request: Request, locale: PageLocale, session: PublicSession, draft: MaybeDraft
) -> Response:
    """Nothing stays on the device, nor here what only the device could open."""
    del locale
    response = see_other(NEUTRAL)
    if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        # A picture on another site, which must not be able to clear ours.
        return response
    await forget_browser(session, draft, following_key(request))
    for cookie in (DRAFT_COOKIE, FOLLOW_COOKIE):
        drop_cookie(request, response, cookie)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
